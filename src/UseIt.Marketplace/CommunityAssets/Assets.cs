using JasperFx.Events;
using Marten;
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
    /// <summary>When it came onto the map and left it, by when that was recorded.</summary>
    public DateTimeOffset? MappedAt { get; init; }
    public DateTimeOffset? TakenOffAt { get; init; }

    /// <summary>
    /// Whether everybody sees it: not what a natural person owns, nor a sensitive place, unless owner or group said yes. Skills of people
    /// are counted by ward and never shown one by one.
    /// </summary>
    public bool IsPublic =>
        !OffMap && Kind != AssetKind.Human && (AgreedBy is not null || (Ownership != AssetOwnership.NaturalPerson && !Sensitive));

    /// <summary>Whether its people are counted with others of their ward.</summary>
    public bool IsCounted => !OffMap && Kind == AssetKind.Human;

    /// <summary>Whether it was on the map at the end of a day.</summary>
    public bool WasOn(DateOnly day) =>
        MappedAt is { } on && UkTime.DayOf(on) <= day && !(TakenOffAt is { } off && UkTime.DayOf(off) <= day);
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

/// <param name="AsAt">Up to which day was counted; null while nothing can be told.</param>
public sealed record SkillCounts(IReadOnlyList<SkillCount> Wards, DateOnly? AsAt);

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
            ["human"] = "(key) where data ->> 'kind' = 'Human'",
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
            )
            {
                MappedAt = e.Timestamp,
            },
            (null, _) => null,
            (_, AssetDescribed f) => row with { Description = f.Description, DescribedAt = e.Timestamp },
            (_, AssetPublicityAgreed f) => row with { AgreedBy = f.By },
            (_, AssetPublicityWithdrawn) => row with { AgreedBy = null },
            (_, AssetTakenOffMap) => row with { OffMap = true, TakenOffAt = e.Timestamp },
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

    /// <summary>What was nominated as of community value, all of it.</summary>
    public Task<IReadOnlyList<AssetRow>> NominatedAsync(NpgsqlDataSource database, Guid support, CancellationToken cancel) =>
        database.RowsAsync<AssetRow>(
            $$"""
            select data from {{Table}} where data ->> 'supportOrganisationId' = $1 and data ->> 'offMap' = 'false'
            and data #>> '{value,nominated}' is not null order by key limit {{MostOnMap}}
            """,
            [support.ToString()],
            cancel
        );

    public Task<Rows<AssetRow>> PublicAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'isPublic' = 'true'", [], after, limit, cancel);

    /// <summary>
    /// People's skills by ward up to the end of a quarter, suppressed where they are few, with nothing they could be worked out from: not
    /// from what was told before either.
    /// </summary>
    public async Task<SkillCounts> SkillsAsync(NpgsqlDataSource database, DateOnly today, CancellationToken cancel)
    {
        var all = await database.RowsAsync<AssetRow>(
            $"select data from {Table} where data ->> 'kind' = 'Human' order by key limit {MostOnMap}",
            [],
            cancel
        );
        if (
            all.Count == 0
            || SmallNumbers.Told(
                SmallNumbers.Quarters(UkTime.DayOf(all.Min(a => a.MappedAt)!.Value), today).Select(day => (day, PeopleBy(all, day)))
            )
                is not
                (var asAt, var told)
        )
            return new SkillCounts([], null);
        var wards = told.Where(t => t.Value > 0).OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();
        var shown = SmallNumbers.Suppress([.. wards.Select(w => w.Value)]);
        return new SkillCounts([.. wards.Select((w, i) => new SkillCount(w.Key, shown.Counts[i]))], asAt);
    }

    private static IReadOnlyDictionary<string, int> PeopleBy(IEnumerable<AssetRow> all, DateOnly day) =>
        all.Where(a => a.WasOn(day))
            .GroupBy(a => a.Place.Ward, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(a => a.People ?? 0), StringComparer.Ordinal);

    public static string PlaceName(string code) => Places.Of(code)?.Name ?? code;

    private sealed record MapOfAssets(Rows<PublicAsset> Assets, IReadOnlyList<SkillCount> Skills, DateOnly? SkillsAsAt);

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
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var page = await view.PublicAsync(rows, after, limit, http.RequestAborted);
                    var today = UkTime.DayOf(await store.ClockAsync(http.RequestAborted));
                    var skills = await view.SkillsAsync(database, today, http.RequestAborted);
                    return Results.Json(
                        new MapOfAssets(
                            new Rows<PublicAsset>([.. page.Items.Select(PublicAsset.Of)], page.Next),
                            skills.Wards,
                            skills.AsAt
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
