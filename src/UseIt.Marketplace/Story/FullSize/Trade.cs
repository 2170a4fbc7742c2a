namespace UseIt.Marketplace.Story.FullSize;

/// <summary>What enterprises do, why, and what three of them are called.</summary>
internal sealed record Trade(string Capability, string Mission, string[] Cpv, string[] Names)
{
    private static readonly Trade[] All =
    [
        new(
            "Catering for meetings and events",
            "Cooking that gives newcomers a first job",
            ["55520000"],
            ["Cape Hill Kitchen CIC", "Lozells Lunch Club CIC", "Galton Bridge Bakes Co-operative"]
        ),
        new(
            "Childcare",
            "Childcare that parents on shifts can use and pay for",
            ["80110000"],
            ["Little Brooks Childcare CIC", "Summerfield Stay and Play CIC", "Uplands Nursery Co-operative"]
        ),
        new(
            "Cleaning of offices and clinics",
            "Cleaning paid at the real living wage",
            ["90910000"],
            ["Gib Heath Cleaning Co-operative", "Clear Water Cleaning CIC", "Hockley Shine CIC"]
        ),
        new(
            "Care of gardens and green spaces",
            "Green spaces kept by the people beside them",
            ["77310000"],
            ["Black Patch Gardens CIC", "Warley Green Team CIC", "Brookfields Gardeners Co-operative"]
        ),
        new(
            "Refurbishment of homes",
            "Empty homes made fit by people who learn to build",
            ["45453000"],
            ["Second Key Homes CIC", "Lodge Road Builders Co-operative", "Winson Street Refurbishment CIC"]
        ),
        new(
            "Painting and decorating",
            "Decorating as a way out of homelessness",
            ["45442100"],
            ["Fresh Coat Smethwick CIC", "Bright Hallways CIC", "Icknield Decorators Co-operative"]
        ),
        new(
            "Reuse of furniture",
            "Good furniture for homes that have none",
            ["39100000", "90500000"],
            ["Soho Sofa Project CIC", "Cape Hill Reuse CIC", "Turn It Round Co-operative"]
        ),
        new(
            "Repair and hire of bicycles",
            "Bicycles for people without a car",
            ["34430000"],
            ["Canal Spokes CIC", "Ladywood Cycle Kitchen CIC", "Handsworth Wheels Co-operative"]
        ),
        new(
            "Tailoring and sewing",
            "Sewing skills that earn a living",
            ["98393000"],
            ["Needle and Thread Lozells CIC", "Dudley Road Tailors Co-operative", "Hem Together CIC"]
        ),
        new(
            "Graphic design",
            "Young designers who stay in the neighbourhood",
            ["79822500"],
            ["Two Tone Design CIC", "Big Letter Studio CIC", "Hockley Poster Co-operative"]
        ),
        new(
            "Computer training",
            "Nobody left outside of what has gone online",
            ["80533100"],
            ["Click Cape Hill CIC", "Screen Wise CIC", "Silver Keyboards CIC"]
        ),
        new(
            "Web sites",
            "Web sites for charities at a price they can pay",
            ["72413000"],
            ["Open Tab CIC", "Plain Pages Co-operative", "Neighbour Net CIC"]
        ),
        new(
            "Translation",
            "Every family understands its letters",
            ["79530000"],
            ["Said Again Translators CIC", "Nine Tongues Co-operative", "Clear Word CIC"]
        ),
        new(
            "Community transport",
            "Lifts to appointments for people whom buses leave behind",
            ["60130000"],
            ["Smethwick Lift CIC", "Door to Ward Transport CIC", "Uplands Minibus Co-operative"]
        ),
        new(
            "Day care for older people",
            "Company for people who would have none",
            ["85312100"],
            ["Elders at Noon CIC", "Golden Hours Handsworth CIC", "The Front Room Bearwood CIC"]
        ),
        new(
            "Support for mental health",
            "Somebody to talk to before it is an emergency",
            ["85312000"],
            ["Kettle On CIC", "Steady Ground CIC", "Men Who Walk CIC"]
        ),
        new(
            "Youth work",
            "Somewhere to go after school",
            ["98133110"],
            ["After Four Youth CIC", "Soho Road Young Voices CIC", "Rooftop Youth Co-operative"]
        ),
        new(
            "Sport for all",
            "Sport for people who thought that it was not for them",
            ["92600000"],
            ["Reservoir Rowers CIC", "Cricket in Cages CIC", "Move Ladywood CIC"]
        ),
        new(
            "Music and theatre",
            "Stages for stories from here",
            ["92312000"],
            ["Drum House CIC", "Back Yard Theatre Co-operative", "Spring Hill Singers CIC"]
        ),
        new(
            "Films and podcasts",
            "People here tell their own news",
            ["92111000"],
            ["Corner Frame Films CIC", "Heard Here Radio CIC", "Side Street Media Co-operative"]
        ),
        new(
            "Work training",
            "A first reference for people without one",
            ["80530000"],
            ["First Shift CIC", "Ready Hands Training CIC", "Key Skills Handsworth CIC"]
        ),
        new(
            "Food growing",
            "Food grown within a mile of the plate",
            ["77100000"],
            ["Allotment Exchange CIC", "Rotton Park Roots Co-operative", "Sprout Street CIC"]
        ),
        new(
            "Help in the home",
            "Help at home by people who are paid properly",
            ["98514000"],
            ["Good Morning Homecare Co-operative", "By Your Side CIC", "Helping Hands Hockley CIC"]
        ),
    ];

    /// <summary>The so-manieth enterprise, and its trade.</summary>
    public static (Trade Trade, string Name) Named(int n) => (All[n % All.Length], All[n % All.Length].Names[n / All.Length]);
}
