/** Statements with a passage, labelled by hand: what the rules of `claim-support.ts` are measured on. */
export interface LabelledPassage {
  language: "en" | "de";
  name: string;
  heading: string[];
  passage: string;
  /** What the passage says. */
  supported: string[];
  /** What it does not say; `hard` holds those that only an understanding of the sentence finds. */
  unsupported: string[];
  hard: string[];
}

export const labelledPassages: readonly LabelledPassage[] = [
  {
    language: "en",
    name: "Employee handbook.pdf",
    heading: ["Leave", "Annual leave"],
    passage:
      "Full-time staff are entitled to 25 days of paid annual leave each calendar year. Up to five unused days may be carried over until 31 March of the following year. Part-time staff receive a pro rata share. Leave is not paid out in cash except when employment ends.",
    supported: [
      "Full-time employees get 25 days of paid annual leave per year.",
      "You can carry over up to 5 unused days until March 31.",
      "Part-time staff receive leave pro rata.",
      "Unused days may be carried over until the 31st of March of the following year.",
      "Annual leave is not paid out in cash, except when employment ends.",
      "The handbook says that “up to five unused days may be carried over”.",
      "Twenty-five days of paid annual leave are granted to full-time staff.",
    ],
    unsupported: [
      "Full-time staff are entitled to 30 days of paid annual leave.",
      "Unused days may be carried over until 30 June of the following year.",
      "Up to ten unused days may be carried over.",
      "Full-time staff receive 25 weeks of paid annual leave.",
      "The travel budget is approved by the head of department.",
      "Leave is paid out in cash when staff wish so.",
      "Full-time staff get 25 days of paid leave, as Margaret Holloway confirmed.",
      "The handbook states: “Employees may take unlimited leave with the consent of their manager”.",
    ],
    hard: ["Part-time staff are entitled to 25 days of paid annual leave each calendar year."],
  },
  {
    language: "en",
    name: "Travel policy.docx",
    heading: ["Expenses"],
    passage:
      "Hotel costs are refunded up to €140 per night in Germany and up to €180 per night abroad. Receipts must be submitted within four weeks. Flights in business class are permitted only for journeys longer than 6 hours and need the approval of Dr. Weber. Private cars are reimbursed at 0.30 EUR per kilometre.",
    supported: [
      "Hotels in Germany are refunded up to 140 euros a night.",
      "Abroad, up to EUR 180 per night are refunded for hotels.",
      "Receipts have to be submitted within 28 days.",
      "Receipts must be submitted within 4 weeks.",
      "Business class flights are permitted for journeys longer than six hours.",
      "Dr. Weber approves flights in business class.",
      "For private cars €0.30 per kilometre is reimbursed.",
    ],
    unsupported: [
      "Hotel costs are refunded up to $140 per night.",
      "Receipts must be submitted within six weeks.",
      "Business class is permitted on journeys longer than 4 hours.",
      "Dr. Schneider approves business class flights.",
      "Private cars are reimbursed at 0.50 EUR per kilometre.",
      "Receipts must be submitted within 4 days.",
      "Train journeys are booked through the intranet portal.",
      "The policy was introduced on 1 May 2019.",
    ],
    hard: ["Hotels abroad are refunded up to €140 per night."],
  },
  {
    language: "en",
    name: "Annual report 2024.pdf",
    heading: ["Key figures"],
    passage:
      "Revenue rose by 12.4 per cent to 1.2 billion euros in 2024.\n\n| Site | Staff | Opened |\n| --- | --- | --- |\n| Berlin | 1,240 | 12 January 2009 |\n| Lyon | 310 | 3 June 2016 |\n| Porto | 85 | 15 September 2021 |\n\nThe board does not expect any redundancies.",
    supported: [
      "Revenue grew by 12.4% to €1.2 billion.",
      "In 2024 revenue rose to 1,200 million euros.",
      "Berlin has 1240 staff.",
      "The Lyon site opened in June 2016.",
      "Porto opened on 2021-09-15.",
      "No redundancies are expected by the board.",
      "Revenue rose by about 12 % in 2024.",
    ],
    unsupported: [
      "Revenue grew by 14.2% to €1.2 billion.",
      "Berlin has 310 staff.",
      "The Porto site opened in June 2016.",
      "Revenue rose to 1.2 million euros in 2024.",
      "The Lyon site opened in 2014.",
      "Revenue rose by 12.4 per cent in 2022.",
      "The board expects some redundancies.",
    ],
    hard: ["Revenue fell by 12.4 per cent to 1.2 billion euros in 2024."],
  },
  {
    language: "de",
    name: "Betriebsordnung.pdf",
    heading: ["Arbeitszeit"],
    passage:
      "Die regelmäßige wöchentliche Arbeitszeit beträgt 38,5 Stunden. Der Jahresurlaub umfasst 30 Arbeitstage; er ist bis zum 31. März des Folgejahres zu nehmen. Überstunden werden nicht ausgezahlt, sondern in Freizeit ausgeglichen. Die Probezeit dauert sechs Monate. Die Kernzeit liegt zwischen 9:00 Uhr und 15:30 Uhr.",
    supported: [
      "Die Wochenarbeitszeit liegt bei 38,5 Stunden.",
      "Der Urlaub umfasst dreißig Arbeitstage im Jahr.",
      "Der Jahresurlaub muss bis 31.03. des Folgejahres genommen werden.",
      "Überstunden werden nicht ausgezahlt, sondern durch Freizeit ausgeglichen.",
      "Die Probezeit beträgt 6 Monate.",
      "Die Kernzeit beginnt um 9 Uhr und endet um 15.30 Uhr.",
      "Die Probezeit dauert ein halbes Jahr, also sechs Monate.",
    ],
    unsupported: [
      "Die wöchentliche Arbeitszeit beträgt 40 Stunden.",
      "Der Jahresurlaub umfasst 28 Arbeitstage.",
      "Die Probezeit dauert drei Monate.",
      "Überstunden werden ausgezahlt.",
      "Die Kernzeit endet um 16:30 Uhr.",
      "Der Urlaub ist bis zum 30. April des Folgejahres zu nehmen.",
      "Die Kantine bietet täglich vegetarische Gerichte an.",
      "Die Probezeit dauert sechs Wochen.",
    ],
    hard: ["Die Kernzeit ist für Teilzeitkräfte ab 9:00 Uhr verbindlich."],
  },
  {
    language: "de",
    name: "Reiserichtlinie.docx",
    heading: ["Erstattung"],
    passage:
      "Für Dienstreisen im Inland werden 28 Euro Verpflegungspauschale je vollem Kalendertag gezahlt, insgesamt höchstens 1.500 Euro im Quartal. Anträge sind spätestens drei Wochen nach der Rückkehr bei Frau Becker einzureichen. Fahrten mit dem Taxi sind ohne Begründung nicht erstattungsfähig.",
    supported: [
      "Im Inland beträgt die Verpflegungspauschale 28 € je vollem Kalendertag.",
      "Höchstens 1500 Euro werden im Quartal gezahlt.",
      "Anträge sind bis spätestens 21 Tage nach der Rückkehr einzureichen.",
      "Die Anträge werden bei Frau Becker eingereicht.",
      "Taxifahrten sind ohne Begründung nicht erstattungsfähig.",
      "Laut Richtlinie sind „Fahrten mit dem Taxi ohne Begründung nicht erstattungsfähig“.",
    ],
    unsupported: [
      "Die Verpflegungspauschale beträgt 24 Euro je Kalendertag.",
      "Im Quartal werden höchstens 15.000 Euro gezahlt.",
      "Anträge sind spätestens drei Monate nach der Rückkehr einzureichen.",
      "Die Anträge nimmt Herr Lehmann entgegen.",
      "Die Richtlinie sagt: „Alle Reisen sind vorab durch die Geschäftsleitung zu genehmigen“.",
      "Mietwagen werden nur in der Kompaktklasse gebucht.",
    ],
    hard: ["Im Ausland beträgt die Verpflegungspauschale 28 Euro je vollem Kalendertag."],
  },
];
