import type { Movie } from '../movie.js';
import { randomFrom } from './random-from.js';
import { sampleMovie } from './sample-movie.js';

/** Title, director. */
const KNOWN: readonly (readonly [string, string])[] = [
  ['$', 'Richard Brooks'],
  ['+1', 'Dennis Iliadis'],
  ['...', 'Eva Kolářová'],
  ['10,000 BC', 'Roland Emmerich'],
  ['12', 'Nikita Mikhalkov'],
  ['12 Angry Men', 'Sidney Lumet'],
  ['12 Monkeys', 'Terry Gilliam'],
  ['20,000 Leagues Under the Sea', 'Richard Fleischer'],
  ['20世紀少年', '堤幸彦'],
  ['2001: A Space Odyssey', 'Stanley Kubrick'],
  ['8½', 'Federico Fellini'],
  ['9', 'Shane Acker'],
  ['9 to 5', 'Colin Higgins'],
  ['?', 'Hanung Bramantyo'],
  ['A.I. Artificial Intelligence', 'Steven Spielberg'],
  ['Alien', 'Ridley Scott'],
  ['Aliens', 'James Cameron'],
  ['Alien³', 'David Fincher'],
  ['Amélie', 'Jean-Pierre Jeunet'],
  ['Apollo 13', 'Ron Howard'],
  ['Batman', 'Tim Burton'],
  ['Batman Begins', 'Christopher Nolan'],
  ['Blade Runner', 'Ridley Scott'],
  ['Blade Runner 2049', 'Denis Villeneuve'],
  ['Braveheart', 'Mel Gibson'],
  ['Brødre', 'Susanne Bier'],
  ['Catch-22', 'Mike Nichols'],
  ['Chinatown', 'Roman Polański'],
  ['Dancer in the Dark', 'Lars von Trier'],
  ['Das weiße Band', 'Michael Haneke'],
  ['Den skaldede frisør', 'Susanne Bier'],
  ['Dial M for Murder', 'Alfred Hitchcock'],
  ["Don't Look Up", 'Adam McKay'],
  ['Đất phương Nam', 'Nguyễn Vinh Sơn'],
  ['E.T. the Extra-Terrestrial', 'Steven Spielberg'],
  ['Et Dieu… créa la femme', 'Roger Vadim'],
  ['Eternal Sunshine of the Spotless Mind', 'Michel Gondry'],
  ['Face/Off', 'John Woo'],
  ['Fight Club', 'David Fincher'],
  ['Fubar', 'Michael Dowse'],
  ['Ghostbusters', 'Ivan Reitman'],
  ['Goldfinger', 'Guy Hamilton'],
  ['Goodfellas', 'Martin Scorsese'],
  ['Heat', 'Michael Mann'],
  ['Her', 'Spike Jonze'],
  ['Hævnen', 'Susanne Bier'],
  ['If....', 'Lindsay Anderson'],
  ['Interstellar', 'Christopher Nolan'],
  ['It', 'Andy Muschietti'],
  ["It's a Wonderful Life", 'Frank Capra'],
  ['JFK', 'Oliver Stone'],
  ['Jaws', 'Steven Spielberg'],
  ['Jules et Jim', 'François Truffaut'],
  ['Jurassic Park', 'Steven Spielberg'],
  ['K-PAX', 'Iain Softley'],
  ['Krótki film o miłości', 'Krzysztof Kieślowski'],
  ['Kış Uykusu', 'Nuri Bilge Ceylan'],
  ['L.A. Confidential', 'Curtis Hanson'],
  ['La La Land', 'Damien Chazelle'],
  ['Les parapluies et la pluie', 'Inès Moreau'],
  ['Les sœurs Brontë', 'André Téchiné'],
  ['M', 'Fritz Lang'],
  ['M. Butterfly', 'David Cronenberg'],
  ['M*A*S*H', 'Robert Altman'],
  ['Memories of a Lost Æon', 'Ýrsa Þórðardóttir'],
  ['Mission: Impossible', 'Brian De Palma'],
  ['Moneyball', 'Bennett Miller'],
  ['New York, New York', 'Martin Scorsese'],
  ['New York Stories', 'Woody Allen'],
  ["Ocean's Eleven", 'Steven Soderbergh'],
  ["Pan's Labyrinth", 'Guillermo del Toro'],
  ['Parasite', 'Bong Joon-ho'],
  ['Psycho', 'Alfred Hitchcock'],
  ['Q & A', 'Sidney Lumet'],
  ['RRR', 'S. S. Rajamouli'],
  ['RoboCop', 'Paul Verhoeven'],
  ['S.W.A.T.', 'Clark Johnson'],
  ["Schindler's List", 'Steven Spielberg'],
  ['Se7en', 'David Fincher'],
  ['Signs', 'M. Night Shyamalan'],
  ['Spider-Man', 'Sam Raimi'],
  ['Spider-Man: No Way Home', 'Jon Watts'],
  ['Star Trek', 'J. J. Abrams'],
  ['Star Wars', 'George Lucas'],
  ['Star Wars: The Last Jedi', 'Rian Johnson'],
  ['Superman', 'Richard Donner'],
  ['THX 1138', 'George Lucas'],
  ['The', 'Billy Woodberry'],
  ['The Dark Knight', 'Christopher Nolan'],
  ['The Dark Knight Rises', 'Christopher Nolan'],
  ['The Godfather', 'Francis Ford Coppola'],
  ['The Good Dinosaur', 'Peter Sohn'],
  ['The Iron Giant', 'Brad Bird'],
  ['The Lord of the Rings: The Two Towers', 'Peter Jackson'],
  ['The Martian', 'Ridley Scott'],
  ['The Matrix', 'Lana Wachowski'],
  ['The Matrix Reloaded', 'Lana Wachowski'],
  ['The Shining', 'Stanley Kubrick'],
  ['Them!', 'Gordon Douglas'],
  ['Þrestir', 'Rúnar Rúnarsson'],
  ['Tora! Tora! Tora!', 'Richard Fleischer'],
  ['Trainspotting', 'Danny Boyle'],
  ['U.S. Marshals', 'Stuart Baird'],
  ['Up', 'Pete Docter'],
  ['Us', 'Jordan Peele'],
  ['Vertigo', 'Alfred Hitchcock'],
  ['WALL·E', 'Andrew Stanton'],
  ['Wall Street', 'Oliver Stone'],
  ['X-Men', 'Bryan Singer'],
  ['X-Men: First Class', 'Matthew Vaughn'],
  ['Z', 'Costa-Gavras'],
  ['Zodiac', 'David Fincher'],
  ['π', 'Darren Aronofsky'],
  ['スター・ウォーズ', 'ジョージ・ルーカス'],
  ['となりのトトロ', '宮崎駿'],
  ['もののけ姫', '宮崎駿'],
  ['七人の侍', '黒澤明'],
  ['千と千尋の神隠し', '宮崎駿'],
  ['卧虎藏龙', '李安'],
  ['用心棒', '黒澤明'],
  ['화양연화', '왕가위'],
  ['살인의 추억', '봉준호'],
];

const NOUNS =
  'man men night day star war wars love land street wall face club park city king queen house spider knight heart home ' +
  'life death sea list ring tower train class stone bird gold ghost money bat dog runner road world dream shadow';
const ADJECTIVES =
  'dark last lost good bad new old red blue black white wonderful eternal iron great little long second secret silent';
const DIRECTORS =
  'Lee Scott Stone Lang Wolf Mann Star King Moreau Tanaka Silva Novak Larsen Rossi Petit Marsh Hart Lane Woods Field';

/** A catalog of 3,000 movies: those of `KNOWN`, among made ones with common words. The id of a known one is its title. */
export function knownMovies(): Movie[] {
  const random = randomFrom(13);
  const oneOf = (words: string) => {
    const all = words.split(' ');
    const word = all[random(all.length)] ?? '';
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  };
  const patterns = [
    () => `The ${oneOf(ADJECTIVES)} ${oneOf(NOUNS)}`,
    () => `${oneOf(NOUNS)} of the ${oneOf(NOUNS)}`,
    () => `${oneOf(ADJECTIVES)} ${oneOf(NOUNS)} ${random(30)}`,
    () => `The ${oneOf(NOUNS)}'s ${oneOf(NOUNS)}`,
    () => `A ${oneOf(NOUNS)} for ${oneOf(NOUNS)}`,
    () => `${oneOf(NOUNS)}: ${oneOf(ADJECTIVES)} ${oneOf(NOUNS)}`,
  ];
  const made = Array.from({ length: 3_000 - KNOWN.length }, (_, index) => {
    const title = patterns[index % patterns.length]?.() ?? '';
    return sampleMovie(`made ${index}`, { title, director: `${oneOf(NOUNS)} ${oneOf(DIRECTORS)}` });
  });
  return [...made, ...KNOWN.map(([title, director]) => sampleMovie(title, { title, director }))];
}
