using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>An asset as its keepers see it; a natural owner's name is ciphertext.</summary>
public sealed record AssetRow(
    Guid AssetId,
    Guid SupportOrganisationId,
    AssetScale Scale,
    AssetKind Kind,
    string Name,
    AssetOwnership Ownership,
    Guid? OwnerId,
    Protected? OwnerName,
    AssetPlace Place,
    AssetDescription Description,
    bool Sensitive,
    int? People,
    DateTimeOffset DescribedAt,
    PublicityConsent? AgreedBy,
    CommunityValueFacts Value,
    bool OffMap
)
{
    /// <summary>
    /// Whether everybody sees it: not what a natural person owns, nor a sensitive place, unless owner or group said yes. Skills of people
    /// are counted by ward and never shown one by one.
    /// </summary>
    public bool IsPublic =>
        !OffMap && Kind != AssetKind.Human && (AgreedBy is not null || (Ownership != AssetOwnership.NaturalPerson && !Sensitive));

    /// <summary>Whether its people are counted with others of their ward.</summary>
    public bool IsCounted => !OffMap && Kind == AssetKind.Human;
}

/// <summary>What everybody may know of an asset; the condition of an empty building only where owner or group said yes.</summary>
public sealed record PublicAsset(
    Guid AssetId,
    AssetScale Scale,
    AssetKind Kind,
    string Name,
    AssetPlace Place,
    AssetCondition? Condition,
    string Use,
    string? Opportunity,
    string Source,
    DateTimeOffset AsAt,
    CommunityValueFacts Value
)
{
    public static PublicAsset Of(AssetRow row) =>
        new(
            row.AssetId,
            row.Scale,
            row.Kind,
            row.Name,
            row.Place,
            row.Description.Condition == AssetCondition.Empty && row.AgreedBy is null ? null : row.Description.Condition,
            row.Description.Use,
            row.Description.Opportunity,
            row.Description.Source,
            row.DescribedAt,
            row.Value
        );
}

/// <summary>People with a skill in one ward; null where they are few.</summary>
public sealed record SkillCount(string Ward, int? People);

/// <summary>The assets of all maps.</summary>
public sealed class Assets : TableView<AssetRow>
{
    // More than a neighbourhood has.
    private const int MostOnMap = 20_000;

    public override string Name => "community_assets";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["support"] = "((data ->> 'supportOrganisationId'), key)",
            ["public"] = "(key) where data ->> 'isPublic' = 'true'",
            ["counted"] = "(key) where data ->> 'isCounted' = 'true'",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(AssetMapped),
            typeof(AssetDescribed),
            typeof(AssetPublicityAgreed),
            typeof(AssetPublicityWithdrawn),
            typeof(AssetTakenOffMap),
            typeof(CommunityValueNominated),
            typeof(CommunityValueDecided),
            typeof(DisposalNoticeReceived),
            typeof(CommunityBidRequested),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override AssetRow? Apply(Guid key, AssetRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, AssetMapped f) => new AssetRow(
                key,
                f.SupportOrganisationId,
                f.Scale,
                f.Kind,
                f.Name,
                f.Ownership,
                f.OwnerId,
                f.OwnerName,
                f.Place,
                f.Description,
                f.Sensitive,
                f.People,
                e.Timestamp,
                null,
                new CommunityValueFacts(null, null, null, null, null),
                false
            ),
            (null, _) => null,
            (_, AssetDescribed f) => row with { Description = f.Description, DescribedAt = e.Timestamp },
            (_, AssetPublicityAgreed f) => row with { AgreedBy = f.By },
            (_, AssetPublicityWithdrawn) => row with { AgreedBy = null },
            (_, AssetTakenOffMap) => row with { OffMap = true },
            var (_, fact) => row.Value.After(fact) is { } value ? row with { Value = value } : row,
        };

    public Task<Rows<AssetRow>> KeptByAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(
            this,
            "data ->> 'supportOrganisationId' = $1 and data ->> 'offMap' = 'false'",
            [support.ToString()],
            after,
            limit,
            cancel
        );

    /// <summary>Everything on a map, for what is compared with all of it.</summary>
    public Task<IReadOnlyList<AssetRow>> OnMapAsync(NpgsqlDataSource database, Guid support, CancellationToken cancel) =>
        database.RowsAsync<AssetRow>(
            $"""
            select data from {Table}
            where data ->> 'supportOrganisationId' = $1 and data ->> 'offMap' = 'false' order by key limit {MostOnMap}
            """,
            [support.ToString()],
            cancel
        );

    public Task<Rows<AssetRow>> PublicAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'isPublic' = 'true'", [], after, limit, cancel);

    /// <summary>People's skills by ward, suppressed where they are few, with nothing they could be worked out from.</summary>
    public async Task<IReadOnlyList<SkillCount>> SkillsAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var ask = database.CreateCommand(
            $"""
            select data #>> '{"{place,ward}"}', sum((data ->> 'people')::int)::int from {Table}
            where data ->> 'isCounted' = 'true' group by 1 order by 1
            """
        );
        await using var reader = await ask.ExecuteReaderAsync(cancel);
        List<(string Ward, int People)> counted = [];
        while (await reader.ReadAsync(cancel))
            counted.Add((reader.GetString(0), reader.GetInt32(1)));
        var shown = SmallNumbers.Suppress([.. counted.Select(c => c.People)]);
        return [.. counted.Select((c, i) => new SkillCount(c.Ward, shown.Counts[i]))];
    }

    public static string PlaceName(string code) => Places.Of(code)?.Name ?? code;

    private sealed record MapOfAssets(Rows<PublicAsset> Assets, IReadOnlyList<SkillCount> Skills);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/assets",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Assets view,
                    ViewRows rows,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var page = await view.PublicAsync(rows, after, limit, http.RequestAborted);
                    return Results.Json(
                        new MapOfAssets(
                            new Rows<PublicAsset>([.. page.Items.Select(PublicAsset.Of)], page.Next),
                            await view.SkillsAsync(database, http.RequestAborted)
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ListAssets")
            .WithTags("CommunityAssets");
        routes
            .MapGet(
                "/api/v1/assets/{assetId:guid}",
                async (
                    Guid assetId,
                    HttpContext http,
                    Actors actors,
                    Assets view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.FindAsync(database, assetId, http.RequestAborted) is not { } row ? Problems.NotFound()
                        : actor.ActsFor(row.SupportOrganisationId, AssetAccess.Keeping)
                            ? Results.Json(row with { OwnerName = null }, EventJson.Options)
                        : row.IsPublic ? Results.Json(PublicAsset.Of(row), EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadAsset")
            .WithTags("CommunityAssets");
    }
}
