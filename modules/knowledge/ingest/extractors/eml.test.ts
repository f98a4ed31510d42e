import { describe, expect, it } from "vitest";
import { extractEml } from "./eml.ts";

function mail(...lines: string[]): Buffer {
  return Buffer.from(lines.join("\r\n"), "latin1");
}

const head = [
  "From: =?iso-8859-1?Q?J=F6rg_Wei=DF?= <joerg@example.com>",
  "To: ada@example.com, Team <team@example.com>",
  "Subject: =?utf-8?B?w5xiZXJnYWJl?= in May",
  "Date: Fri, 17 May 2024 10:00:00 +0200",
  "MIME-Version: 1.0",
];

describe("extractEml", () => {
  it("keeps subject, people, date, text with its quotation, and the names of attachments", async () => {
    const document = await extractEml(
      mail(
        ...head,
        'Content-Type: multipart/mixed; boundary="x"',
        "",
        "--x",
        "Content-Type: text/plain; charset=windows-1252",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Die Schl=FCssel liegen bereit.",
        "",
        "> Wo sind sie?",
        "--x",
        'Content-Type: application/pdf; name="plan.pdf"',
        "Content-Disposition: attachment",
        "Content-Transfer-Encoding: base64",
        "",
        "JVBERi0=",
        "--x--",
      ),
    );
    expect(document).toMatchObject({ title: "Übergabe in May", datedAt: "2024-05-17T08:00:00.000Z", pageCount: null });
    expect(document.blocks.map(({ text }) => text)).toEqual([
      "Übergabe in May",
      "From: Jörg Weiß <joerg@example.com>\nTo: ada@example.com, Team <team@example.com>\nDate: 2024-05-17T08:00:00.000Z",
      "Die Schlüssel liegen bereit.",
      "> Wo sind sie?",
      "Attachments: plan.pdf",
    ]);
  });

  it("takes the HTML where there is no other text, or only an excuse", async () => {
    const html = `<p>${"The new prices are valid from June on. ".repeat(10)}</p><ul><li>Box: 12 euros</ul>`;
    const alone = await extractEml(mail(...head, "Content-Type: text/html; charset=utf-8", "", html));
    expect(alone.blocks.at(-1)).toMatchObject({ kind: "list", text: "- Box: 12 euros" });
    const both = await extractEml(
      mail(
        ...head,
        "Content-Type: multipart/alternative; boundary=y",
        "",
        ...["--y", "Content-Type: text/plain", "", "Your program cannot show HTML."],
        ...["--y", "Content-Type: text/html", "", html, "--y--"],
      ),
    );
    expect(both.text).toContain("- Box: 12 euros");
    expect(both.text).not.toContain("cannot show");
  });

  it.each([
    ["koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"],
    ["shift_jis", "\x93\xfa\x96\x7b", "日本"],
    ["utf-8", "Gr\xc3\xb6\xc3\x9fe", "Größe"],
  ])("reads text in %s", async (charset, bytes, text) => {
    const type = `Content-Type: text/plain; charset=${charset}`;
    const document = await extractEml(mail(...head, type, "Content-Transfer-Encoding: 8bit", "", bytes));
    expect(document.text.endsWith(text)).toBe(true);
  });

  it("says that there is nothing in it", async () => {
    await expect(extractEml(mail("From: a@example.com", "", ""))).rejects.toMatchObject({ code: "empty_document" });
  });
});
