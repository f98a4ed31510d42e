/**
 * Words a question is made with, whatever it is about. They are searched for like all others; but whether a passage has
 * them says nothing of whether it answers.
 */
const stopWords = new Set(
  [
    "a about above after again all also am an and any are as at be been before being below between both but by can could",
    "describe did do does doing done down during each explain few find for from further get give given go had has have",
    "having he her here hers him his how i if in into is it its just kind know let like list long many may me mean means",
    "might more most much must my name need no nor not of off on once one only or other our ours out over own please same",
    "say says she should show so some such tell than that the their theirs them then there these they this those through",
    "to too under until up upon us use used using very was way we were what when where whether which while who whom whose",
    "why will with would you your yours",
    "aber als am an auch auf aus bei bin bis bist da das dass dein dem den der des die dies diese dieser dieses doch durch",
    "ein eine einem einen einer eines er es euer für gibt habe haben hat hier ich ihr ihre im ist ja jede jeder kann kein",
    "keine können lange man mehr mein meine mich mir mit muss müssen nach nicht noch nur oder sein seine sich sie sind soll",
    "über um und uns unser unsere viel viele vom von vor wann war warum was welche welchem welchen welcher welches wem wen",
    "wenn wer werden wie wieviel wir wird wo wohin zu zum zur",
    "au aux avec ce ces cette comment dans de des donc du elle elles en est et être font il ils je la le les leur leurs lui",
    "ma mais mes mon ne nos notre nous où ou par pas peut plus pour pourquoi qu quand que quel quelle quelles quels qui quoi",
    "sa sans ses son sont sur ta tes ton tous tout un une vos votre vous combien",
    "al como cómo con cuál cuáles cual cuando cuándo cuánto cuántos cuántas de del donde dónde el ella ellos en era es esta",
    "este esto están ha han hay la las lo los más me mi mis muy no nos nuestro o para pero por porque puede que qué quien",
    "quién se ser si sin sobre son su sus te tiene tu un una unos y ya yo",
    "anche che chi ci come con cosa da dal dei della delle di dove e è gli ha hanno i il in io la le lo mio nel non noi o per",
    "perché può quale quali quando quanti quanto questa questo se si sono su sua suo tra un uno una",
    "as ao com da das do dos ela ele em eu foi isso mas meu minha na nas no nos não nós o onde os ou para pela pelo por qual",
    "quais quanto quantos que quem são seu sua também tem um uma",
    "aan bij dan dat de deze die dit door een en er geen heb hebben heeft het hoe hoeveel hun ik in is je kan kunnen maar",
    "met mijn moet naar niet nog of om onze ook op te tot uit van voor waar waarom wanneer wat we welke wel wie wij worden",
    "wordt zal ze zich zij zijn",
    "att av den det du eller en ett för från har hur här i inte jag kan man med min när om och på som till vad var varför vem",
    "vi vilka vilken är af der ein et fra gir hva hvad hvem hvilke hvor hvordan hvorfor ikke jeg med når og også om på skal",
    "til være",
    "в во вы где да для до его ее если есть и из или их к как какая какие каков какой когда кто ли мне мы на не о об он она",
    "они от по почему при с сколько так то у что чтобы это я",
  ].flatMap((line) => line.split(" ")),
);

/** @param word in lower case */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}
