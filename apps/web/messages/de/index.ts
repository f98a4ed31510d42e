import type { Messages } from "../messages.ts";
import { answers } from "./answers.ts";
import { appearance } from "./appearance.ts";
import { citationWords } from "./citations.ts";
import { composer } from "./composer.ts";
import { conversations } from "./conversations.ts";
import { formats } from "./formats.ts";
import { frame } from "./frame.ts";
import { ingestion } from "./ingestion.ts";
import { library } from "./library.ts";
import { offline } from "./offline.ts";
import { palette } from "./palette.ts";
import { durationAfterIn, plural } from "./plural.ts";
import { quality } from "./quality.ts";
import { reindex } from "./reindex.ts";
import { search } from "./search.ts";
import { searchCache } from "./search-cache.ts";
import { settings } from "./settings.ts";
import { sharedChats } from "./shared-chats.ts";
import { sharing } from "./sharing.ts";
import { shortcuts } from "./shortcuts.ts";

/** Every text of the web app in German. */
export const de: Messages = {
  ...frame,

  shell: {
    sidebar: "Navigation",
    openSidebar: "Navigation öffnen",
    newChat: "Neuer Chat",
    knowledgeBases: "Wissensbasen",
    conversations: "Unterhaltungen",
    empty: "Hier erscheinen Ihre Unterhaltungen.",
    pinned: "Angeheftet",
    today: "Heute",
    yesterday: "Gestern",
    lastWeek: "Letzte 7 Tage",
    lastMonth: "Letzte 30 Tage",
    older: "Älter",
    pin: "Anheften",
    unpin: "Lösen",
    actionsFor: (title) => `Aktionen für „${title}“`,
    titleOf: (title) => `Titel von „${title}“`,
    answering: "Antwort wird geschrieben",
    accountMenu: (name) => `Konto von ${name}`,
    theme: "Farbschema",
    themes: { light: "Hell", dark: "Dunkel", system: "System" },
    roles: {
      member: "Mitglied",
      editor: "Bearbeiter",
      auditor: "Prüfer",
      tenant_admin: "Administrator",
      platform_admin: "Plattformadministrator",
    },
    version: (version) => `Version ${version}`,
    settings: "Einstellungen",
  },

  settings,
  appearance,
  composer,
  conversations,
  palette,
  shortcuts,
  reindex,
  formats,
  sharing,
  sharedChats,
  ingestion,
  library,
  citationWords,
  quality,
  offline,

  chat: {
    title: "Chat",
    greeting: (name) => (name ? `Was möchten Sie wissen, ${name}?` : "Was möchten Sie wissen?"),
    lead: "Antworten kommen aus den Wissensbasen, die Sie wählen, mit Quellen zum Nachlesen.",
    leadEmpty:
      "Legen Sie Dokumente in eine Wissensbasis, und stellen Sie hier Fragen dazu. Jede Antwort zeigt, woher sie kommt.",
    createKnowledgeBase: "Wissensbasis anlegen",
    suggestionsTitle: "Vorschläge",
    suggestions: [
      "Fasse die wichtigsten Punkte dieser Dokumente zusammen",
      "Was hat sich zuletzt geändert?",
      "Welche Fristen oder Grenzwerte werden genannt?",
      "Erkläre die wichtigsten Begriffe",
    ],
    chooseFirst: "Wählen Sie eine Wissensbasis, um Antworten aus Ihren Dokumenten zu erhalten.",
    composerLabel: "Ihre Frage",
    send: "Senden",
    stop: "Antwort anhalten",
    hint: "Antworten können falsch sein. Prüfen Sie die Quellen.",
    tooLong: "Das ist zu lang. Kürzen Sie auf 100.000 Zeichen.",
    you: "Sie",
    assistant: "Antwort",
    conversation: "Unterhaltung",
    toLatest: "Zur neuesten Nachricht",
    retrieving: (count) => `${plural(count, "Wissensbasis wird", "Wissensbasen werden")} durchsucht …`,
    retrievingAny: "Suche läuft …",
    reading: (count) => `${plural(count, "Passage wird", "Passagen werden")} gelesen …`,
    thinking: "Denkt nach …",
    reconnecting: "Verbindung unterbrochen. Die Antwort wird wieder aufgenommen …",
    copy: "Antwort kopieren",
    copyCode: "Code kopieren",
    searchAgain: "Neu suchen",
    askAgain: "Erneut fragen",
    comeBack: (seconds) => `Sie können in ${durationAfterIn(seconds)} wieder fragen.`,
    sources: (count) => plural(count, "Quelle", "Quellen"),
    servedBy: (model, region) => (region ? `${model} · ${region}` : model),
    usage: ({ prompt_tokens: read, cached_tokens: cached, completion_tokens: written, estimated }) => {
      const fromCache = cached > 0 ? ` (${cached.toLocaleString("de")} aus dem Zwischenspeicher)` : "";
      const tokens = `${read.toLocaleString("de")} Tokens gelesen${fromCache}, ${written.toLocaleString("de")} geschrieben`;
      return estimated ? `${tokens}, hier gezählt` : tokens;
    },
    states: {
      stopped: "Sie haben diese Antwort angehalten.",
      interrupted:
        "Der Server ist beim Schreiben dieser Antwort ausgefallen. Das Geschriebene ist gespeichert; fragen Sie erneut nach dem Rest.",
      failed: "Die Antwort konnte nicht geschrieben werden.",
      filtered: "Der Inhaltsfilter hat diese Antwort angehalten. Formulieren Sie die Frage um, und fragen Sie erneut.",
      lost: "Die Verbindung brach ab, bevor die Antwort vollständig war. Laden Sie die Seite neu, um zu sehen, was gespeichert wurde.",
    },
    budget: {
      owners: {
        person: () => "Ihr Budget",
        tenant: (name) => `Das Budget von ${name}`,
        group: (name) => `Das Budget der Gruppe ${name}`,
        api_key: (name) => `Das Budget des Schlüssels ${name}`,
      },
      left: (owner, percent, amount) =>
        `${owner} geht zur Neige: Für diesen Monat sind noch ${percent.toLocaleString("de")} % übrig (${amount}).`,
      grace: (owner, amount) => `${owner} ist für diesen Monat aufgebraucht. ${amount} darüber hinaus sind erlaubt.`,
      stopped: (owner) => `${owner} ist für diesen Monat aufgebraucht. Weitere Fragen werden abgewiesen.`,
      until: (day) => `Am ${day} beginnt es neu. Ein Administrator kann es vorher erhöhen.`,
    },
    failureHints: {
      answer_in_progress:
        "In dieser Unterhaltung wird noch eine Antwort geschrieben. Warten Sie darauf, oder halten Sie sie an.",
      model_unavailable: "Zurzeit ist kein Modell verfügbar. Versuchen Sie es gleich noch einmal.",
      model_not_found: "Dieses Modell ist nicht mehr verfügbar. Wählen Sie ein anderes, und fragen Sie erneut.",
      too_many_requests: "Zu viele Fragen auf einmal. Warten Sie einen Moment, und fragen Sie dann erneut.",
      budget_exhausted: "Das Budget für Fragen ist aufgebraucht. Wenden Sie sich an Ihren Administrator.",
      search_unavailable: "Die Suche ist zurzeit nicht verfügbar. Versuchen Sie es gleich noch einmal.",
    },
    notices: {
      no_language_model:
        "Für ausformulierte Antworten richtet ein Administrator mit AZURE_OPENAI_* oder OPENAI_BASE_URL ein Sprachmodell ein; siehe docs/setup.",
      keyword_search_only:
        "Nur nach Stichwörtern gesucht: Für diese Dokumente ist kein Embedding-Modell eingerichtet, oder es hat nicht geantwortet.",
      no_evidence_found:
        "Nichts in den gewählten Wissensbasen beantwortet das. Versuchen Sie andere Wörter, oder wählen Sie weitere Wissensbasen.",
      retrieved_from_cache: "Die Passagen stammen aus einer früheren Suche nach derselben Frage.",
      history_withheld:
        "Frühere Antworten dieser Unterhaltung stützten sich auf Dokumente, die Sie nicht mehr sehen dürfen. Das Modell hat sie nicht noch einmal erhalten.",
      history_compacted: "Diese Unterhaltung ist lang; das Modell hat ihren früheren Teil nicht mehr erhalten.",
      marker_removed: "Eine Quellenangabe, die keine Passage belegt, wurde entfernt.",
      marker_corrected: "Eine Quellenangabe verwies auf die falsche Passage und wurde berichtigt.",
      output_limit_reached: "Die Antwort hat ihre Höchstlänge erreicht und endet hier. Fragen Sie nach dem Rest.",
    },
    notFoundTitle: "Unterhaltung nicht gefunden",
    notFound: "Sie wurde gelöscht, oder sie gehört jemand anderem.",
    blockedImage: (alt, host) => `Bild nicht geladen: ${alt ? `${alt} ` : ""}(${host})`,
    inlineImage: "eingebettetes Bild",
  },

  answers,

  models: {
    label: "Modell",
    current: (name) => `Modell: ${name}`,
    default: "Standard",
    quote: "Nur Zitate",
    quoteHint: "Es ist kein Sprachmodell eingerichtet: Antworten zitieren Ihre Dokumente.",
    context: (tokens) => `${Math.round(tokens / 1000).toLocaleString("de")} Tsd. Tokens Kontext`,
  },

  picker: {
    label: "Wissensbasen",
    choose: "Wissensbasen wählen",
    search: "Wissensbasis suchen",
    none: "Noch keine Wissensbasis",
    noMatch: "Keine Wissensbasis heißt so.",
    remove: (name) => `${name} entfernen`,
    documents: (count) => plural(count, "Dokument", "Dokumente"),
    manage: "Wissensbasen verwalten",
    saveFailed: "Die Auswahl konnte für diese Unterhaltung nicht gespeichert werden.",
    unavailable: "Nicht mehr verfügbar",
  },

  citations: {
    title: "Quellen",
    open: (number, name) => `Quelle ${number}: ${name}`,
    openOriginal: (page) => (page ? `Original auf Seite ${page} öffnen` : "Original öffnen"),
    unavailable: "Dieses Dokument gibt es nicht mehr, oder Sie dürfen es nicht mehr sehen.",
    unavailableName: "Quelle nicht mehr verfügbar",
    empty: "Diese Antwort hat keine Quellen.",
  },

  knowledge: {
    title: "Wissensbasen",
    lead: "Sammlungen von Dokumenten, aus denen Antworten kommen.",
    create: "Neue Wissensbasis",
    filter: "Wissensbasen filtern",
    emptyTitle: "Noch keine Wissensbasis",
    empty:
      "Legen Sie eine an, und fügen Sie Ihre Dokumente hinzu. Fragen im Chat werden daraus beantwortet, mit Quellen.",
    emptyReadOnly: "Noch ist keine mit Ihnen geteilt. Fragen Sie Ihr Team oder Ihren Administrator.",
    documents: (count) => plural(count, "Dokument", "Dokumente"),
    failedCount: (count) => `${count.toLocaleString("de")} fehlgeschlagen`,
    inProgressCount: (count) => `${count.toLocaleString("de")} in Arbeit`,
    ownedBy: (name) => `von ${name}`,
    name: "Name",
    namePlaceholder: "Mitarbeiterhandbuch",
    description: "Beschreibung",
    descriptionHint: "Freiwillig. Was sie enthält, für alle, die sie auswählen.",
    scope: "Sichtbar für",
    scopes: { personal: "Nur mich", team: "Mein Team", organization: "Organisation" },
    scopeHints: {
      personal: "Niemand sonst findet sie oder erhält Antworten daraus.",
      team: "Ihr Team kann sie lesen und dazu fragen.",
      organization: "Alle in der Organisation können sie lesen und dazu fragen.",
    },
    scopeNotAllowed: "Ihre Rolle erlaubt es nicht, mit der ganzen Organisation zu teilen.",
    advanced: "Erweitert",
    chunking: "Wie Dokumente in Passagen geteilt werden",
    strategies: {
      structure: "Nach Überschriften und Seiten (empfohlen)",
      paragraph: "Nach Absätzen",
      fixed: "Feste Länge",
    },
    size: "Größe der Passagen (Tokens)",
    sizeHint: "64 bis 2.000.",
    overlap: "Überlappung (Tokens)",
    overlapHint: "0 bis 500, weniger als die Größe.",
    numberOutOfRange: (from, to) =>
      `Geben Sie eine ganze Zahl von ${from.toLocaleString("de")} bis ${to.toLocaleString("de")} ein.`,
    overlapTooLarge: "Die Überlappung muss kleiner als die Größe sein.",
    nameMissing: "Geben Sie einen Namen an.",
    createAction: "Anlegen",
    created: "Wissensbasis angelegt",
    edit: "Angaben bearbeiten",
    editTitle: "Wissensbasis bearbeiten",
    saved: "Gespeichert",
    deleteTitle: (name) => `„${name}“ löschen?`,
    deleteText: (count) =>
      count === 0
        ? "Sie ist leer und wird für alle entfernt, die sie sehen können."
        : `Sie und ${plural(count, "Dokument darin wird", "Dokumente darin werden")} für alle entfernt, die sie sehen können, mit Dateien und Index. Das lässt sich nicht rückgängig machen.`,
    deleteAction: "Wissensbasis löschen",
    deleted: "Wissensbasis gelöscht",
    notFoundTitle: "Wissensbasis nicht gefunden",
    notFound: "Sie wurde gelöscht, oder sie ist nicht mit Ihnen geteilt.",
    keywordOnly: "Die Suche arbeitet nur mit Stichwörtern: Es ist kein Embedding-Modell eingerichtet.",
    askAbout: "Dazu fragen",
    tabs: { documents: "Dokumente", search: "Suche ausprobieren" },
    back: "Alle Wissensbasen",
    actionsFor: (name) => `Aktionen für ${name}`,
  },

  upload: {
    drop: "Dateien oder einen Ordner hier ablegen oder auswählen",
    choose: "Dateien auswählen",
    limits: (types, size) => `${types} · je bis zu ${size}`,
    queued: "Wartet",
    uploading: (percent) => `Wird hochgeladen: ${percent.toLocaleString("de")} %`,
    finishing: "Wird gespeichert …",
    cancel: (name) => `Upload von ${name} abbrechen`,
    remove: (name) => `${name} von der Liste entfernen`,
    retry: (name) => `${name} erneut hochladen`,
    progressOf: (name) => `Upload von ${name}`,
    tooLarge: (limit) =>
      `Größer als die Grenze von ${limit}. Teilen Sie die Datei, oder bitten Sie Ihren Administrator, die Grenze anzuheben.`,
    empty: "Die Datei ist leer.",
    unsupported: (types) => `Diese Dateiart kann nicht gelesen werden. Verwenden Sie ${types}.`,
    network: "Die Verbindung brach ab. Versuchen Sie es erneut.",
    listTitle: "Uploads",
    clearFinished: "Fertige ausblenden",
    doneLive: (name) => `${name} ist hochgeladen und wird aufbereitet.`,
    failedLive: (name) => `${name} konnte nicht hochgeladen werden.`,
  },

  documents: {
    list: "Dokumente",
    filter: "Nach Namen filtern",
    emptyTitle: "Noch keine Dokumente",
    emptyReadOnly: "Hier wurde noch nichts hinzugefügt.",
    states: {
      queued: "Wartet",
      extracting: "Wird gelesen",
      chunking: "Wird geteilt",
      embedding: "Wird eingebettet",
      indexing: "Wird indiziert",
      ready: "Bereit",
      failed: "Fehlgeschlagen",
    },
    progressOf: (name) => `Aufbereitung von ${name}`,
    stillSearchable: "Die vorige Version bleibt durchsuchbar.",
    failures: {
      empty_document: "Es enthält keinen Text. Fügen Sie welchen hinzu, und laden Sie es dann erneut hoch.",
      no_text_found: "Es wurde kein Text darin gefunden. Laden Sie eine Fassung hoch, die Text enthält.",
      scanned_document:
        "Es besteht aus gescannten Seiten ohne Text. Führen Sie eine Texterkennung (OCR) durch, und laden Sie das Ergebnis hoch.",
      password_protected:
        "Es ist mit einem Passwort geschützt. Entfernen Sie das Passwort, und laden Sie es dann erneut hoch.",
      file_damaged:
        "Die Datei ist beschädigt. Öffnen Sie sie in ihrem eigenen Programm, speichern Sie eine neue Kopie, und laden Sie diese hoch.",
      file_type_unsupported:
        "Diese Dateiart kann nicht gelesen werden. Speichern Sie sie als PDF, DOCX, PPTX, XLSX, HTML, CSV, EML, Markdown oder Text.",
      too_large_when_unpacked: "Es ist entpackt zu groß. Teilen Sie es in kleinere Dokumente.",
      extraction_timed_out:
        "Das Lesen hat zu lange gedauert. Versuchen Sie es erneut; misslingt es wieder, teilen Sie es in kleinere Dokumente.",
      extraction_out_of_memory: "Das Lesen braucht zu viel Speicher. Teilen Sie es in kleinere Dokumente.",
      extraction_failed:
        "Es konnte nicht gelesen werden. Versuchen Sie es erneut, oder speichern Sie es in einem anderen Format.",
      embedding_failed:
        "Das Embedding-Modell war nicht erreichbar. Versuchen Sie es gleich noch einmal; misslingt es wieder, informieren Sie Ihren Administrator.",
      indexing_failed:
        "Der Suchindex war nicht erreichbar. Versuchen Sie es gleich noch einmal; misslingt es wieder, informieren Sie Ihren Administrator.",
      storage_failed:
        "Der Dateispeicher war nicht erreichbar oder ist voll. Informieren Sie Ihren Administrator, und versuchen Sie es erneut, wenn Platz ist.",
      cancelled: "Die Aufbereitung wurde abgebrochen. Versuchen Sie es erneut, wenn Sie es doch brauchen.",
      original_missing: "Die Originaldatei fehlt. Laden Sie sie erneut hoch.",
      internal_error:
        "Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut; misslingt es wieder, informieren Sie Ihren Administrator.",
    },
    unreadPages: (count) =>
      `${plural(count, "Seite", "Seiten")} nicht gelesen: ${count === 1 ? "Sie ist ein Bild" : "Sie sind Bilder"}`,
    recognisedPages: (count) =>
      `${plural(count, "Seite", "Seiten")} per Texterkennung gelesen, prüfen Sie den Wortlaut`,
    passages: (count) => plural(count, "Passage", "Passagen"),
    version: (version) => `Version ${version}`,
    retry: "Wiederholen",
    reingest: "Neu aufbereiten",
    reingestStarted: "Wird neu aufbereitet",
    viewPassages: "Passagen ansehen",
    passagesTitle: (name) => `Passagen von ${name}`,
    passagesEmpty: "Noch gibt es keine Passagen.",
    passageNumber: (number) => `Passage ${number}`,
    tokens: (count) => plural(count, "Token", "Tokens"),
    download: "Original herunterladen",
    actionsFor: (name) => `Aktionen für ${name}`,
    deleteTitle: (name) => `„${name}“ löschen?`,
    deleteText:
      "Die Datei und ihre Indexeinträge werden für alle entfernt. Antworten, die sie zitieren, behalten ihren Text, ohne die Passage.",
    deleteAction: "Dokument löschen",
    deleted: "Dokument gelöscht",
  },

  search,
  searchCache,

  viewer: {
    page: "Seite",
    pageOf: (count) => `von ${count.toLocaleString("de")}`,
    previous: "Vorige Seite",
    next: "Nächste Seite",
    zoomIn: "Größer",
    zoomOut: "Kleiner",
    loading: "Das Dokument wird geladen …",
    failed: "Das Dokument konnte nicht angezeigt werden. Laden Sie stattdessen das Original herunter.",
    passwordProtected: "Das Dokument ist mit einem Passwort geschützt. Laden Sie stattdessen das Original herunter.",
    pageLabel: (page) => `Seite ${page}`,
    passageNotLocated: "Die Passage ließ sich auf der Seite nicht markieren. Dies ist ihr Text:",
    textLead: "Ausgelesener Text. Das Layout zeigt das Original zum Herunterladen.",
    noText: "Aus diesem Dokument wurde noch kein Text ausgelesen.",
    notFoundTitle: "Dokument nicht gefunden",
    notFound: "Es wurde gelöscht, oder es ist nicht mit Ihnen geteilt.",
    passageGone: "Die zitierte Passage gehört zu einer früheren Version dieses Dokuments.",
  },
};
