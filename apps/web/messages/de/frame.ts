import type { FrameMessages } from "../messages.ts";
import { crash } from "./crash.ts";
import { accountFieldProblems, accountProblems, problems } from "./problems.ts";

/** What is around every page and on those before signing in, which load no other texts. */
export const frame: FrameMessages = {
  language: "de",
  direction: "ltr",
  product: "Enterprise AI Platform",
  productShort: "Enterprise AI",

  common: {
    cancel: "Abbrechen",
    close: "Schließen",
    save: "Speichern",
    delete: "Löschen",
    rename: "Umbenennen",
    retry: crash.retry,
    dismiss: "Ausblenden",
    loading: "Wird geladen …",
    loadMore: "Mehr anzeigen",
    download: "Herunterladen",
    skipToContent: "Zum Inhalt springen",
    copied: "Kopiert",
  },

  errors: {
    unknown: "Etwas ist schiefgegangen. Versuchen Sie es erneut.",
    unreachableTitle: "Der Server ist nicht erreichbar",
    unreachable:
      "Er startet vielleicht gerade, oder Ihre Verbindung ist unterbrochen. Diese Seite versucht es von selbst weiter.",
    crashTitle: crash.title,
    crash: crash.text,
    notFoundTitle: "Seite nicht gefunden",
    notFound: "Die Adresse stimmt nicht, oder der Inhalt wurde entfernt oder nicht mit Ihnen geteilt.",
    backToChat: "Zum Chat",
    permissionTitle: "Das dürfen Sie nicht nutzen",
    permission: "Ihre Rolle umfasst es nicht. Bitten Sie Ihren Administrator um Zugriff.",
    suspendedTitle: "Ihr Konto ist gesperrt",
    suspended: "Wenden Sie sich an Ihren Administrator.",
    requestId: (id) => `Anfrage ${id}`,
  },

  account: {
    signInTitle: "Anmelden",
    signInLead: "Willkommen zurück.",
    signUpTitle: "Konto erstellen",
    signUpLead: "Stellen Sie Fragen zu den Dokumenten Ihres Unternehmens.",
    firstTitle: "Plattform einrichten",
    firstLead: "Erstellen Sie das erste Konto. Es wird das des Plattformadministrators.",
    name: "Name",
    email: "E-Mail",
    password: "Passwort",
    passwordHint: "Mindestens 8 Zeichen.",
    showPassword: "Passwort anzeigen",
    hidePassword: "Passwort verbergen",
    signIn: "Anmelden",
    signUp: "Konto erstellen",
    noAccount: "Noch kein Konto?",
    haveAccount: "Sie haben schon ein Konto?",
    createOne: "Konto erstellen",
    closedTitle: "Die Registrierung ist geschlossen",
    closed: "Bitten Sie Ihren Administrator um ein Konto.",
    signOut: "Abmelden",
    nameMissing: "Geben Sie Ihren Namen ein.",
    emailMissing: "Geben Sie Ihre E-Mail-Adresse ein.",
    passwordMissing: "Geben Sie Ihr Passwort ein.",
    passwordShort: "Verwenden Sie mindestens 8 Zeichen.",
    continueWith: (provider) => `Weiter mit ${provider}`,
    microsoft: "Microsoft",
    oidc: "Single Sign-on",
    or: "oder",
    noMethod: "Es ist keine Anmeldung eingerichtet. Informieren Sie Ihren Administrator.",
    signInErrors: {
      sign_in_cancelled: "Sie haben die Anmeldung abgebrochen. Sie können jederzeit neu beginnen.",
      sign_in_expired:
        "Diese Anmeldung hat zu lange gedauert oder wurde in einem anderen Tab begonnen. Beginnen Sie neu.",
      provider_unavailable:
        "Der Anmeldedienst Ihres Unternehmens ist nicht erreichbar. Versuchen Sie es gleich noch einmal.",
      provider_refused:
        "Der Anmeldedienst Ihres Unternehmens weist diese Plattform ab. Bitten Sie Ihren Administrator, die App-Registrierung zu prüfen.",
      token_invalid:
        "Der Antwort des Anmeldedienstes Ihres Unternehmens konnte nicht vertraut werden. Versuchen Sie es erneut; misslingt es wieder, informieren Sie Ihren Administrator.",
      tenant_not_allowed:
        "Konten dieser Organisation dürfen sich hier nicht anmelden. Verwenden Sie Ihr Geschäftskonto.",
      suspended: "Ihr Konto ist gesperrt. Wenden Sie sich an Ihren Administrator.",
      too_many_requests: "Zu viele Anmeldungen auf einmal. Warten Sie eine Minute, und versuchen Sie es dann erneut.",
      sign_in_failed:
        "Die Anmeldung ist fehlgeschlagen. Versuchen Sie es erneut; misslingt sie wieder, informieren Sie Ihren Administrator.",
    },
    invitationTitle: (tenant) => `${tenant} beitreten`,
    invitationLead: (email) => `Sie sind als ${email} eingeladen.`,
    invitationEmailHint: "Die Adresse, mit der Sie eingeladen wurden.",
    invitationGoneTitle: "Diese Einladung gilt nicht mehr",
    invitationGone:
      "Sie wurde benutzt oder zurückgezogen, oder sie ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.",
  },

  problems,
  accountProblems,
  accountFieldProblems,
};
