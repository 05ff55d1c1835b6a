namespace Blog;

/// <content>All articles, the newest first.</content>
internal sealed partial record Post
{
    public static IReadOnlyList<Post> All { get; } =
    [
        new("tides", "Two tides and a kitchen clock", new DateOnly(2026, 6, 14), "Why the sea is fifty minutes late every day, and how to tell without a table.",
        [
            "For a month I marked the top of the tide on the harbour steps with chalk and wrote the time next to it. The sea kept its appointment twice a day, and every day it came about fifty minutes later than the day before.",
            "Fifty minutes is how far the moon has moved on while the earth turned round once underneath it. The harbour has to chase it for that much longer. Once I had seen that, the kitchen clock was all the tide table I needed: high water at seven today is high water at about ten to eight tomorrow.",
            "The chalk marks also climbed. They stood highest two days after the new moon and again two days after the full one, a hand's breadth above the week between. The sea takes two days to make up its mind, like most of us.",
        ]),
        new("lighthouse", "The lighthouse has no keeper", new DateOnly(2026, 4, 2), "Somebody still has to clean the glass.",
        [
            "The light on the point was given over to a timer before I was born. There is a lamp the size of a thumb, a spare that swings into place when the first one fails, and a telephone line that says so to an office two hundred kilometres away.",
            "What the office cannot do is clean the glass. Salt dries on the panes with every gale, and a light that should carry eighteen miles carries eleven. So twice a month Oda from the chandlery climbs the ninety-one steps with a bucket of rain water, because tap water leaves marks.",
            "Nobody pays her for it and nobody asked her to. I went up with her once. She does the seaward side first, and the side that looks at the village only when there is water left.",
        ]),
        new("limpets", "Limpets go home", new DateOnly(2025, 11, 9), "A dot of nail varnish on forty shells, and a very slow race.",
        [
            "A limpet looks like the least adventurous animal on the shore. I put a dot of red varnish on forty of them and a matching dot on the rock beside each one, and came back at night with a lamp.",
            "By two hours after high water thirty-four of the forty had left. They graze as they go, in loops of up to a metre, and leave a zigzag scraped into the green. By morning thirty-one sat exactly on their own dots again, turned the same way round as before.",
            "They have to. Each shell has grown to fit one place on one rock, and anywhere else it leaks. It is the only animal I know that wears its house and still has to come home.",
        ]),
        new("rope", "Learning one knot", new DateOnly(2025, 8, 21), "A winter with three metres of rope and nothing else to do.",
        [
            "The harbour master told me that a person needs five knots, and that I should start with one. I took three metres of old sheet home and tied the bowline every evening while the kettle boiled.",
            "In the first week I could tie it by looking. In the third I could tie it by talking about something else. In January I could tie it behind my back, and in February around a ring that I could not see, with gloves on, with the wet end.",
            "In March the boat came loose in a squall. My hands had done it before I had finished being frightened. I have started on the second knot.",
        ]),
        new("fog", "How far away is the bell", new DateOnly(2025, 3, 30), "An afternoon of not seeing anything, measured.",
        [
            "When the fog comes in, the bell buoy is all that is left of the world. It hangs four hundred metres off the mole, which I know because I have rowed it, and on a clear day its sound is a thin thing that one has to wait for.",
            "In fog it seems to stand beside you. I had always been told that fog carries sound. So I took a meter out on nine days, four clear and five blind, and stood on the same stone.",
            "It was not louder in the fog. It was quieter, by a little. What had gone was everything else: the road, the gulls, the wind that blows fog away and brings noise with it. The bell had not come any closer. The rest had only stopped talking.",
        ]),
    ];
}
