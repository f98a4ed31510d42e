import { expect, type Locator, type Page, test } from "@playwright/test";
import { sampleDocx, samplePdf } from "../sample-files.ts";
import { callApi, createKnowledgeBase, enter, openKnowledgeBase, t } from "./person.ts";

test.describe.configure({ mode: "serial" });

const archive = "Archive of everything";
const count = 124;

function file(name: string, text: string) {
  return { name, mimeType: "text/markdown", buffer: Buffer.from(text) };
}

function rowOf(page: Page, name: string): Locator {
  return page.getByRole("listitem").filter({ hasText: name });
}

test("more than a hundred files are uploaded with one bar for all, and what is refused is told by reason", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await enter(page);
  await createKnowledgeBase(page, archive);
  const notes = Array.from({ length: count }, (_, index) =>
    file(`note-${String(index).padStart(3, "0")}.md`, `# Note ${index}\n\nThe meeting of day ${index} was about tea.`),
  );
  const refused = [file("tool.exe", "MZ"), file("disk.iso", "x"), file("nothing.md", "")];
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([...notes, ...refused]);
  await expect(page.getByRole("progressbar", { name: t.ingestion.overall })).toBeVisible();
  // Of that many files only those in view are drawn.
  const each = page.getByRole("list", { name: t.library.upload.each });
  await expect(each).toBeVisible();
  expect(await each.getByRole("listitem").count()).toBeLessThan(40);
  const reasons = page.getByRole("region", { name: t.library.upload.refused });
  await expect(reasons.getByText(t.library.upload.files(2))).toBeVisible();
  await reasons.getByText(t.upload.empty).click();
  await expect(reasons.getByText("nothing.md")).toBeVisible();
  // The tab must not be closed by accident.
  const held = () => page.evaluate<boolean>(`!window.dispatchEvent(new Event("beforeunload", { cancelable: true }))`);
  expect(await held()).toBe(true);
  // They go on while another page of the workspace is looked at.
  await page.getByRole("link", { name: t.knowledge.title }).first().click();
  await page.getByRole("link", { name: new RegExp(archive) }).click();
  await expect(page.getByText(t.ingestion.uploaded(count, count + refused.length))).toBeVisible({ timeout: 120_000 });
  expect(await held()).toBe(false);
});

test("a long list draws what is in view, keeps the focus, and is filtered and sorted", async ({ page }) => {
  await enter(page);
  await openKnowledgeBase(page, archive);
  const list = page.getByRole("list", { name: t.documents.list });
  await expect(list.getByRole("listitem").first()).toHaveAttribute("aria-setsize", String(count));
  expect(await list.getByRole("listitem").count()).toBeLessThan(60);
  await page.getByLabel(t.library.sort).selectOption("name");
  await expect(list.getByRole("listitem").first()).toContainText("note-000.md");
  const first = rowOf(page, "note-000.md").getByRole("link");
  await first.focus();
  await page.mouse.move(600, 500);
  for (let turn = 0; turn < 15; turn += 1) await page.mouse.wheel(0, 2_000);
  await expect(rowOf(page, `note-${count - 1}.md`)).toBeVisible();
  // Far out of view, and while the list is read again.
  await expect(first).toBeFocused();
  await page.getByLabel(t.documents.filter).fill("note-01");
  await expect(list.getByRole("listitem")).toHaveCount(10);
});

test("a tag is added by keyboard, and several documents are tagged and filtered by it", async ({ page }) => {
  await enter(page);
  await openKnowledgeBase(page, archive);
  // By name: they came in parallel, so the order of their coming is any.
  await page.getByLabel(t.library.sort).selectOption("name");
  await page.getByLabel(t.documents.filter).fill("note-00");
  await rowOf(page, "note-001.md")
    .getByRole("button", { name: t.library.tags.edit("note-001.md", []) })
    .focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("tea");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(rowOf(page, "note-001.md")).toContainText("tea");
  await page.getByLabel(t.library.documents.select("note-002.md")).click();
  await page.getByLabel(t.library.documents.select("note-004.md")).click({ modifiers: ["Shift"] });
  await page.getByRole("button", { name: t.library.tags.title, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").fill("te");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: t.common.save }).click();
  await expect(page.getByText(t.library.tags.saved(3))).toBeVisible();
  await page.getByRole("combobox", { name: t.library.documents.tag, exact: true }).selectOption("tea");
  await expect(page.getByRole("list", { name: t.documents.list }).getByRole("listitem")).toHaveCount(4);
});

test("what failed is found, says why, and is tried again", async ({ page }) => {
  await enter(page);
  await openKnowledgeBase(page, archive);
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([
      { name: "torn.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 torn") },
      file("late.md", "# Late\n\nIt came last."),
    ]);
  await expect(rowOf(page, "torn.pdf")).toContainText(t.documents.states.failed, { timeout: 60_000 });
  await page.getByRole("button", { name: new RegExp(`^${t.library.documents.states.failed}`) }).click();
  const list = page.getByRole("list", { name: t.documents.list });
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list).toContainText(t.documents.failures.file_damaged);
  // A damaged file stays damaged: nothing can be tried again, and that is said.
  await page.getByRole("button", { name: t.ingestion.retryAll }).click();
  await expect(page.getByText(t.ingestion.retried(0))).toBeVisible();
});

test("a passage is shown where it stands, in a PDF and in a text", async ({ page }) => {
  await enter(page);
  await createKnowledgeBase(page, "Beside the original");
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([
      { name: "handbook.pdf", mimeType: "application/pdf", buffer: Buffer.from(await samplePdf()) },
      { name: "security.docx", mimeType: "application/octet-stream", buffer: Buffer.from(await sampleDocx()) },
    ]);
  await expect(page.getByText(t.documents.states.ready, { exact: true })).toHaveCount(2, { timeout: 60_000 });
  await page.getByRole("button", { name: t.documents.actionsFor("handbook.pdf") }).click();
  await page.getByRole("menuitem", { name: t.documents.viewPassages }).click();
  const passages = page.getByRole("complementary", { name: t.library.viewer.passages });
  await passages.getByLabel(t.library.viewer.find).fill("hotel london");
  await passages.getByRole("button", { name: /hotel/i }).first().click();
  await expect(page.locator("[data-highlight]").first()).toBeVisible();
  await expect(page.getByLabel(t.viewer.page, { exact: true })).toHaveValue("2");
  // The line between them is moved by the keys, and turns no page.
  const line = page.getByRole("separator", { name: t.library.viewer.resize });
  const before = Number(await line.getAttribute("aria-valuenow"));
  await line.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(line).toHaveAttribute("aria-valuenow", String(before + 24));
  await expect(page.getByLabel(t.viewer.page, { exact: true })).toHaveValue("2");

  await page.setViewportSize({ width: 360, height: 740 });
  await page.goBack();
  await page.getByRole("link", { name: "security.docx" }).click();
  await page.getByRole("button", { name: t.library.viewer.passages }).click();
  await page.getByLabel(t.library.viewer.find).fill("badge");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-marked]").filter({ hasText: "badge" }).first()).toBeVisible();
  await expect(page.getByLabel(t.library.viewer.find)).toBeHidden();
});

test("what a re-index costs is told before it is begun, and who will see a knowledge base before it is made", async ({
  page,
}) => {
  await enter(page);
  await openKnowledgeBase(page, "Beside the original");
  await page.getByRole("button", { name: t.knowledge.actionsFor("Beside the original") }).click();
  await page.getByRole("menuitem", { name: t.reindex.action }).click();
  const dialog = page.getByRole("dialog");
  const estimate = dialog.getByRole("region", { name: t.library.estimate.title });
  await expect(estimate).toContainText(t.library.estimate.total);
  await dialog.getByLabel(t.knowledge.size).fill("100");
  await expect(estimate).toContainText(/about \d+/);
  await dialog.getByRole("button", { name: t.reindex.start }).click();
  await expect(page.getByRole("alertdialog")).toContainText(/It costs|it costs/);
  const { data } = await callApi<{ data: { scope: string; people_count: number }[] }>(
    page,
    "GET",
    "/api/v1/knowledge-scopes",
  );
  const people = data.find(({ scope }) => scope === "organization")?.people_count ?? 0;
  expect(people).toBeGreaterThan(0);
  await page.goto("/knowledge-bases?new");
  await expect(page.getByRole("radio", { name: t.knowledge.scopes.organization })).toContainText(
    t.library.bases.audience(people),
  );
});
