/** Sentences for every error code of the API, which speaks English. */
export const problems: Record<string, string> = {
  network: "Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.",
  bad_request: "Diese Anfrage konnte nicht gelesen werden. Prüfen Sie Ihre Angaben, und versuchen Sie es erneut.",
  validation_failed: "Eine Angabe ist ungültig. Prüfen Sie Ihre Eingaben, und versuchen Sie es erneut.",
  malformed_json: "Diese Anfrage konnte nicht gelesen werden. Laden Sie die Seite neu, und versuchen Sie es erneut.",
  unauthenticated: "Sie sind nicht mehr angemeldet. Melden Sie sich neu an.",
  permission_denied: "Das dürfen Sie nicht. Bitten Sie Ihren Administrator um die Berechtigung.",
  suspended: "Ihr Konto ist gesperrt. Wenden Sie sich an Ihren Administrator.",
  sign_up_closed: "Die Registrierung ist geschlossen. Bitten Sie Ihren Administrator um ein Konto.",
  budget_exhausted: "Das Budget ist aufgebraucht. Wenden Sie sich an Ihren Administrator.",
  invitation_invalid: "Diese Einladung gilt nicht mehr. Bitten Sie um eine neue.",
  not_found: "Das gibt es nicht mehr, oder Sie dürfen es nicht sehen.",
  method_not_allowed: "Das ist hier nicht möglich. Laden Sie die Seite neu.",
  conflict:
    "Das ist im Augenblick nicht möglich: Es wurde inzwischen etwas geändert, oder ein anderer Vorgang läuft noch. Laden Sie die Seite neu, und versuchen Sie es erneut.",
  answer_in_progress:
    "In dieser Unterhaltung wird noch eine Antwort geschrieben. Warten Sie darauf, oder halten Sie sie an.",
  idempotency_key_reused: "Diese Anfrage wurde schon mit anderem Inhalt gesendet. Versuchen Sie es erneut.",
  payload_too_large: "Das ist zu groß. Senden Sie weniger, oder bitten Sie Ihren Administrator, die Grenze anzuheben.",
  unsupported_media_type: "Diese Art von Inhalt wird nicht unterstützt.",
  file_empty: "Die Datei ist leer. Wählen Sie eine andere.",
  file_type_unsupported:
    "Diese Dateiart kann nicht gelesen werden. Speichern Sie die Datei zum Beispiel als PDF, und laden Sie diese hoch.",
  too_many_requests: "Zu viele Anfragen auf einmal. Warten Sie eine Minute, und versuchen Sie es dann erneut.",
  internal_error:
    "Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut; misslingt es wieder, informieren Sie Ihren Administrator.",
  model_failed:
    "Das Modell konnte nicht antworten. Versuchen Sie es erneut, oder wählen Sie ein anderes; misslingt es wieder, informieren Sie Ihren Administrator.",
  model_not_found: "Dieses Modell ist nicht verfügbar. Wählen Sie ein anderes.",
  content_filtered: "Der Inhaltsfilter hat diese Antwort angehalten. Formulieren Sie die Frage um.",
  model_unavailable: "Zurzeit ist kein Modell verfügbar. Versuchen Sie es gleich noch einmal.",
  search_unavailable: "Die Suche ist zurzeit nicht verfügbar. Versuchen Sie es gleich noch einmal.",
  identity_provider_unavailable:
    "Der Anmeldedienst Ihres Unternehmens ist nicht erreichbar. Versuchen Sie es gleich noch einmal.",
  database_unavailable: "Die Datenbank ist zurzeit nicht erreichbar. Versuchen Sie es gleich noch einmal.",
  storage_unavailable: "Der Dateispeicher ist zurzeit nicht erreichbar. Versuchen Sie es gleich noch einmal.",
  shutting_down: "Der Server startet neu. Versuchen Sie es gleich noch einmal.",
  storage_full: "Der Speicher ist voll. Informieren Sie Ihren Administrator.",
};

/** The same on the pages for signing in and up, where some codes mean something of their own. */
export const accountProblems: Record<string, string> = {
  unauthenticated: "E-Mail und Passwort passen nicht zusammen. Prüfen Sie beides, und versuchen Sie es erneut.",
  conflict: "Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich damit an.",
  too_many_requests: "Zu viele Versuche. Warten Sie ein paar Minuten, und versuchen Sie es dann erneut.",
};

/** What is wrong with a field of an account, by its name. */
export const accountFieldProblems: Record<string, string> = {
  name: "Geben Sie Ihren Namen an, mit höchstens 100 Zeichen.",
  email: "Diese E-Mail-Adresse kann nicht verwendet werden. Prüfen Sie sie.",
  password: "Dieses Passwort kann nicht verwendet werden. Verwenden Sie 8 bis 128 Zeichen.",
};
