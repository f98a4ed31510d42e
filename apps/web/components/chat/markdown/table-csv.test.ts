import { expect, test } from "vitest";
import { separatorFor, toCsv } from "./table-csv.ts";

test("Cells are quoted where they have to be, and only there", () => {
  const rows = [
    ["Country", "Note"],
    ["Sweden", 'says "hej", often'],
    ["Norway", "two\nlines"],
    [" padded ", "plain; with semicolon"],
  ];
  expect(toCsv(rows)).toBe(
    'Country,Note\r\nSweden,"says ""hej"", often"\r\nNorway,"two\nlines"\r\n" padded ",plain; with semicolon',
  );
  expect(toCsv([["a;b", "1,5"]], ";")).toBe('"a;b";1,5');
});

test("Nothing a model wrote becomes a formula, and numbers stay numbers", () => {
  expect(toCsv([["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("https://evil.example")']])).toBe(
    `'=1+1,'+cmd|' /C calc'!A0,'-2+3,'@SUM(A1),"'=HYPERLINK(""https://evil.example"")"`,
  );
  expect(toCsv([["-5", "+3.5", "-1,200", "-10 %"]])).toBe('-5,+3.5,"-1,200",-10 %');
});

test("Short rows are filled up, and nothing is nothing", () => {
  expect(toCsv([["a", "b", "c"], ["1"]])).toBe("a,b,c\r\n1,,");
  expect(toCsv([])).toBe("");
});

test("The separator is the one spreadsheets of the language expect", () => {
  expect(separatorFor("en")).toBe(",");
  expect(separatorFor("de")).toBe(";");
});
