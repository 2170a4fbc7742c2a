using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>Puts an asset on the map. A natural owner's name is sealed; people's skills are counted by ward and have no point.</summary>
public sealed record MapAsset(
    [property: NewId] Guid AssetId,
    Guid SupportOrganisationId,
    AssetScale Scale,
    AssetKind Kind,
    string Name,
    AssetOwnership Ownership,
    AssetPlace Place,
    AssetDescription Description,
    bool Sensitive = false,
    Guid? OwnerId = null,
    string? OwnerName = null,
    int? People = null
) : Message, ICommand;

public static class MapAssetHandler
{
    // Great Britain and Northern Ireland, with room around them.
    private const decimal South = 49,
        North = 61,
        West = -9,
        East = 2;

    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter what the asset is called");
    public static readonly Refusal WardUnknown = new("ward-unknown", "place.ward", "Choose the ward or the district it is in");
    public static readonly Refusal HalfAPoint = new("point-incomplete", "place.latitude", "Enter both latitude and longitude, or neither");
    public static readonly Refusal PointElsewhere = new(
        "point-elsewhere",
        "place.latitude",
        "Enter a point in the United Kingdom, for example latitude 52.4862 and longitude -1.8904"
    );
    public static readonly Refusal SkillsHaveNoPoint = new(
        "skills-have-no-point",
        "place.latitude",
        "People’s skills are counted by ward and never shown as a point. Leave latitude and longitude empty"
    );
    public static readonly Refusal PeopleMissing = new("people-missing", "people", "Enter how many people have the skill, 1 or more");
    public static readonly Refusal PeopleNotAsked = new("people-not-asked", "people", "Only people’s skills are counted in people");
    public static readonly Refusal OwnerNotNamed = new(
        "owner-name-not-wanted",
        "ownerName",
        "Only a natural person’s name is entered here. Choose who owns it"
    );

    public sealed record Sealed(Protected? OwnerName);

    public static Access Authorise(Actor actor, MapAsset command) => AssetAccess.ForKeeper(actor, command.SupportOrganisationId);

    public static async Task<Sealed> Load(MapAsset command, Stream<CommunityAsset> asset, Vault vault, CancellationToken cancel) =>
        new(
            asset.Exists || command.Ownership != AssetOwnership.NaturalPerson || string.IsNullOrWhiteSpace(command.OwnerName)
                ? null
                : await vault.SealAsync(command.AssetId, command.OwnerName.Trim(), cancel)
        );

    public static Decision Handle(MapAsset command, Stream<CommunityAsset> asset, Sealed values)
    {
        if (asset.Exists)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            wrong.Add(NameMissing);
        if (command.Ownership != AssetOwnership.NaturalPerson && !string.IsNullOrWhiteSpace(command.OwnerName))
            wrong.Add(OwnerNotNamed);
        wrong.AddRange(WrongPlace(command.Place, command.Kind));
        if (command.Kind == AssetKind.Human && command.People is not > 0)
            wrong.Add(PeopleMissing);
        if (command.Kind != AssetKind.Human && command.People is not null)
            wrong.Add(PeopleNotAsked);
        wrong.AddRange(DescribeAssetHandler.Wrong(command.Description));
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<CommunityAsset>(
                command.AssetId,
                new AssetMapped(
                    command.AssetId,
                    command.SupportOrganisationId,
                    command.Scale,
                    command.Kind,
                    command.Name.Trim(),
                    command.Ownership,
                    command.Ownership == AssetOwnership.Organisation ? command.OwnerId : null,
                    values.OwnerName,
                    command.Place,
                    command.Description,
                    command.Sensitive,
                    command.People
                )
            );
    }

    private static IEnumerable<Refusal> WrongPlace(AssetPlace place, AssetKind kind)
    {
        if (Places.Of(place.Ward ?? "")?.Kind is not ("ward" or "borough" or "district"))
            yield return WardUnknown;
        if (kind == AssetKind.Human)
        {
            if (place.Latitude is not null || place.Longitude is not null)
                yield return SkillsHaveNoPoint;
        }
        else if (place.Latitude is null != place.Longitude is null)
            yield return HalfAPoint;
        else if (place is { Latitude: < South or > North } or { Longitude: < West or > East })
            yield return PointElsewhere;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MapAsset>("POST", "/api/v1/assets", AssetAccess.Keepers, creates: "assetId");
}
