/** A short tale, written to be learned by heart. */
export const PROSE = `The keeper of the lighthouse rose before the sun. He lit the stove, he fed the
cat, and he climbed the ninety steps to the lamp. From the top he could see the
whole of the bay: the grey water, the white boats, and the long dark line of the
land. Every morning he wrote in his book what he saw. Three boats to the north.
Wind from the west. Rain before noon.

One morning he saw something new. A small red boat lay in the middle of the bay,
and nobody was in it. The keeper looked through his glass. He saw a rope, a lamp,
and a basket with a lid. The lid moved. Then it was still again.

He went down the ninety steps, past the stove and past the cat, and pushed his
own boat into the water. The wind was from the west and the sea was slow. He
rowed for half an hour, and he counted every stroke, because he counted
everything. When he came to the red boat he tied the rope to his own, and he
lifted the lid of the basket.

In the basket sat a small grey bird with one wing tied to its side. It looked at
the keeper, and the keeper looked at the bird. There was a letter too. Please
keep her until the spring, it said. She will find her way home.

So the keeper took the bird to the lighthouse. He gave her water and seeds, and
the cat was told to be good, and was good. Through the winter the bird sat by the
lamp and watched the light go round. The keeper wrote in his book. Two boats to
the south. Wind from the north. The bird ate well.

When the spring came he untied the wing. The bird walked to the edge of the stone
and looked at the bay: the blue water, the white boats, and the long green line of
the land. She opened both her wings. She flew once around the lamp, as the light
did, and then she flew to the land, and the keeper could see her no more.

He climbed down the ninety steps. He fed the cat. In his book he wrote what he had
seen. One bird to the east. No wind. The sky was clear, and the sea was slow, and
the light went round.
`;
