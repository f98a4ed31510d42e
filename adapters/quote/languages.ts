/**
 * Words that carry no subject, by language: they are left out of a question, and tell which language a text is in.
 * Question words and politeness are among them, for they are rare in documents and would count as important.
 */
const functionWords: Readonly<Record<string, readonly string[]>> = {
  en: words(
    "a an the and or but if of to in on at by for from with without about as into than then there here this that these those it its is are was were be been being am do does did done doing have has had having i you he she we they me my mine your yours our ours us his her him their them what which who whom whose when where why how many much long often far can could may might must shall should will would not no yes please tell show explain give say says know need want find list any some all each every also only just so such very more most get gets got let make happens mean means according document documents",
  ),
  de: words(
    "der die das den dem des ein eine einer einem einen eines und oder aber wenn von zu zum zur im in ins an am auf aus bei mit nach vor über unter um für durch ohne gegen als wie so dass daß es er sie wir ihr ich du sich mich mir dich dir uns euch ihm ihn ihnen mein meine meinen meinem meiner dein unser unsere ist sind war waren sein bin bist wird werden wurde worden hat haben habe hatte kann können darf dürfen muss müssen soll sollen will wollen möchte was welche welcher welches welchen wer wem wen wann wo warum wieso wieviel wieviele viel viele lange oft nicht kein keine keinen bitte sag zeig erkläre gibt auch nur noch man mehr sehr hier da dort",
  ),
  fr: words(
    "le la les l un une des du de d et ou mais si à au aux en dans sur sous par pour avec sans chez vers que qui quoi dont où quand comment pourquoi combien quel quelle quels quelles est sont était étaient être été suis es sommes ai as a ont avons avez avoir eu il elle on nous vous ils elles je tu me te se mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces cela ça ne pas non oui plus peut peuvent puis doit doivent dois faut fait faire y s'il plaît dites moi c j n s t qu",
  ),
  es: words(
    "el la los las un una unos unas de del y o u pero si a al en con sin por para sobre entre hasta desde que qué quien quién quienes cual cuál cuáles cuando cuándo donde dónde como cómo cuanto cuánto cuántos cuántas cuanta es son era eran ser sido estar está están estoy fue ha han he hay haber tiene tienen tengo puede pueden puedo debe deben debo yo tú él ella nosotros ellos ellas usted ustedes me te se nos mi mis tu tus su sus nuestro nuestra lo le les este esta estos estas ese esa no sí más muy también por favor",
  ),
  it: words(
    "il lo la i gli le l un uno una di del dello della dei degli delle e o ma se a al allo alla ai agli alle da dal dalla in nel nella nei con su sul sulla per tra fra che chi cosa quale quali quando dove come perché quanto quanta quanti quante è sono era erano essere stato ho hai ha abbiamo avete hanno può possono posso deve devono devo io tu lui lei noi voi loro mi ti si ci vi mio mia miei tuo suo sua nostro questo questa questi quello non sì più molto anche",
  ),
  nl: words(
    "de het een en of maar als van naar in op aan bij met zonder voor door over uit tot om te is zijn was waren ben bent wordt worden werd heb heeft hebben had kan kunnen mag mogen moet moeten zal zullen wil willen ik jij je hij zij ze wij we u jullie mij me mijn jouw uw ons onze hun hen dit dat deze die wat welke wie wanneer waar waarom hoe hoeveel lang vaak niet geen er ook nog meer zeer",
  ),
  pt: words(
    "o a os as um uma uns umas de do da dos das e ou mas se em no na nos nas ao à com sem por para pelo pela sobre entre até que quem qual quais quando onde como quanto quanta quantos quantas porquê é são era eram ser sido está estão estou foi há ter tem têm tenho pode podem posso deve devem devo eu tu ele ela nós eles elas você vocês me te lhe meu minha meus seu sua nosso este esta isto esse essa não sim mais muito também",
  ),
  ru: words(
    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее её мне было вот от меня еще ещё нет о из ему теперь когда даже ну ли если или ни быть был него до вас нибудь уж вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без чего раз тоже себе под будет кто этот того потому этого какой какая какие каков сколько почему зачем куда можно нужно мой моя мои наш наша ваш это эти эта при",
  ),
};

const sets = new Map(Object.entries(functionWords).map(([language, list]) => [language, new Set(list)]));
const everyFunctionWord = new Set(Object.values(functionWords).flat());

function words(list: string): string[] {
  return list.split(" ");
}

/** ISO 639-1 of a text by its small words, or null: too short, or none of the languages known here. */
export function guessLanguage(text: string): string | null {
  const found =
    text
      .slice(0, 5000)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  let best: { language: string | null; hits: number } = { language: null, hits: 0 };
  for (const [language, set] of sets) {
    const hits = found.filter((word) => set.has(word)).length;
    if (hits > best.hits) best = { language, hits };
  }
  return best.hits >= 2 ? best.language : null;
}

/** True for a word that says nothing of what a question is about, in its language or, when that is unknown, in any. */
export function isFunctionWord(word: string, language: string | null): boolean {
  const set = language === null ? everyFunctionWord : (sets.get(language) ?? everyFunctionWord);
  return set.has(word.toLowerCase());
}

const asksForNumber =
  /\b(?:how (?:many|much|long|often|old|far|high|large)|when|what (?:time|date|year|percentage|amount|number)|wie ?viele?|wie (?:lange|oft|hoch)|wann|combien|quand|à quelle|cuánt[oa]s?|cuándo|quant[oaei]|quando|hoeveel|wanneer|quantos?|quantas?)\b|сколько|когда|多少|几|何(?:日|時|年|人|円)|いくら|いつ/iu;

/** The answer will hold a figure or a date. */
export function wantsNumber(question: string): boolean {
  return asksForNumber.test(question);
}

const unspacedParticles =
  /什么|什麼|多少|多久|怎么|怎麼|怎样|为什么|为何|如何|哪[个些里种位]?|请问|可以|我们|[的是谁誰了吗嗎呢在和与與或有几我你您]|何[日時年月人円回歳]?|どの|どこ|どれ|[\p{Script=Hiragana}]+/gu;

/** A question in a script without spaces, with its particles and question words taken out. */
export function withoutParticles(question: string): string {
  return question.replace(unspacedParticles, " ");
}

/** A piece of text in a script without spaces. */
export function isUnspaced(term: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(term);
}
