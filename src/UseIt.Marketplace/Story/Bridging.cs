using UseIt.Marketplace.CommunityAssets;

namespace UseIt.Marketplace.Story;

/// <summary>What is there: large institutions, small places, and the bridges between them, one from its need to what came of it.</summary>
internal static class Bridging
{
    private const string Ladywood = "E05011151";
    private const string Soho = "E05011168";

    private sealed record Thing(
        string Key,
        string Name,
        AssetScale Scale,
        AssetKind Kind,
        string Ward,
        decimal? Latitude,
        decimal? Longitude,
        AssetCondition Condition,
        string Use,
        string? Opportunity,
        AssetOwnership Ownership = AssetOwnership.Organisation,
        bool Sensitive = false,
        int? People = null
    );

    private static readonly Thing[] Things =
    [
        new(
            "hospital",
            "The new hospital (invented)",
            AssetScale.Macro,
            AssetKind.Physical,
            Soho,
            52.4889m,
            -1.9302m,
            AssetCondition.InUse,
            "Care for half a million people",
            "Rooms, work and contracts for neighbours"
        ),
        new(
            "housing",
            "The housing scheme of 1,500 homes (invented)",
            AssetScale.Macro,
            AssetKind.Physical,
            Ladywood,
            52.4821m,
            -1.9260m,
            AssetCondition.InUse,
            "A building site",
            "A park edge, shops, places to meet"
        ),
        new(
            "reservoir",
            "The reservoir (invented)",
            AssetScale.Micro,
            AssetKind.Physical,
            Ladywood,
            52.4790m,
            -1.9396m,
            AssetCondition.UnderThreat,
            "Walks, rowing, birds",
            "A vision the neighbours hold together"
        ),
        new(
            "church",
            "A church with a hall (invented)",
            AssetScale.Micro,
            AssetKind.Community,
            Soho,
            52.4935m,
            -1.9240m,
            AssetCondition.Underused,
            "Services on Sundays",
            "Desks for small enterprises in the week"
        ),
        new(
            "field",
            "A playing field (invented)",
            AssetScale.Micro,
            AssetKind.Physical,
            Soho,
            52.4962m,
            -1.9331m,
            AssetCondition.Underused,
            "Football on Saturdays",
            "Health walks and a garden"
        ),
        new(
            "factory",
            "An empty factory (invented)",
            AssetScale.Micro,
            AssetKind.Physical,
            Ladywood,
            52.4849m,
            -1.9187m,
            AssetCondition.Empty,
            "Not used",
            "Workshops",
            AssetOwnership.NaturalPerson
        ),
        new(
            "refuge",
            "A quiet house (invented)",
            AssetScale.Micro,
            AssetKind.Community,
            Soho,
            null,
            null,
            AssetCondition.InUse,
            "Shelter",
            null,
            Sensitive: true
        ),
        new(
            "sewing",
            "Sewing",
            AssetScale.Micro,
            AssetKind.Human,
            Soho,
            null,
            null,
            AssetCondition.InUse,
            "At home",
            "Linen for the hospital",
            AssetOwnership.Unknown,
            People: 14
        ),
        new(
            "languages",
            "Languages",
            AssetScale.Micro,
            AssetKind.Human,
            Ladywood,
            null,
            null,
            AssetCondition.InUse,
            "In families",
            "Interpreting",
            AssetOwnership.Unknown,
            People: 23
        ),
    ];

    private static Guid Asset(string key) => Teller.Id($"asset/{key}");

    private static Guid Over(string key) => Teller.Id($"bridge/{key}");

    public static void Tell(Teller tell)
    {
        tell.Scene("What is there is put on a map", tell.At(-270, 10), () => MapAsync(tell));
        tell.Scene("Bridges are built", tell.At(-60, 15), () => BuildAsync(tell));
    }

    private static async Task MapAsync(Teller tell)
    {
        foreach (var thing in Things)
            await tell.AsAsync(
                Cast.Adviser,
                new MapAsset(
                    Asset(thing.Key),
                    Cast.Ise.Id,
                    thing.Scale,
                    thing.Kind,
                    thing.Name,
                    thing.Ownership,
                    new AssetPlace(thing.Ward, null, thing.Latitude, thing.Longitude),
                    new AssetDescription(thing.Condition, thing.Use, thing.Opportunity, "Walks with community researchers"),
                    thing.Sensitive,
                    thing.Key == "hospital" ? Cast.Hospital.Id : null,
                    People: thing.People
                )
            );
        await tell.AsAsync(Cast.Adviser, new AgreeAssetPublicity(Asset("church"), PublicityConsent.Group, tell.Day(-270)));
        await tell.AsAsync(
            Cast.Adviser,
            new RecordCommunityValue(
                Asset("reservoir"),
                CommunityValueStep.Nominated,
                tell.Day(-275),
                "Friends of the reservoir (invented)"
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new ProposeBridge(
                Over("classes"),
                Cast.Ise.Id,
                Asset("hospital"),
                Asset("church"),
                "A room for diabetes classes near home",
                tell.Day(-90)
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new ProposeBridge(
                Over("edge"),
                Cast.Ise.Id,
                Asset("housing"),
                Asset("reservoir"),
                "A lit path from the new homes to the water",
                tell.Day(40)
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new ProposeBridge(Over("walks"), Cast.Ise.Id, Asset("hospital"), Asset("field"), "Health walks after heart operations")
        );
    }

    private static async Task BuildAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new RecordCommunityValue(
                Asset("reservoir"),
                CommunityValueStep.Listed,
                tell.Day(-230),
                "It furthers the neighbourhood’s wellbeing, and can go on doing so"
            )
        );
        foreach (var (stage, day) in new[] { (BridgeStage.Talking, -240), (BridgeStage.Agreed, -190), (BridgeStage.Built, -100) })
            await tell.AsAsync(Cast.Adviser, new MoveBridge(Over("classes"), stage, tell.Day(day)));
        await tell.AsAsync(
            Cast.Adviser,
            new RecordBridgeOutcome(
                Over("classes"),
                NeedMet: true,
                "Classes for 16 people each Thursday, in three languages",
                tell.Day(-60)
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new RecordUnintendedSuccess(
                Over("classes"),
                Teller.Id("success/desks"),
                "Two small enterprises met there and now rent desks in the hall",
                tell.Day(-60)
            )
        );
        await tell.AsAsync(Cast.Adviser, new MoveBridge(Over("edge"), BridgeStage.Talking, tell.Day(-80)));
        await tell.AsAsync(Cast.Adviser, new HandOverBridge(Over("edge"), Cast.ProgrammeManager.Id));
    }
}
