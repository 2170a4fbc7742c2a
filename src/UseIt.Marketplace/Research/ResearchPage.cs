using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What the pages of research read from, and the door their commands go through.</summary>
public sealed class ResearchRooms(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite,
    ViewRows rows,
    OrganisationNames organisations,
    Colleagues colleagues,
    ResearcherNames names,
    Researchers researchers,
    ResearchProjects projects,
    ResearchFindings findings,
    ResearchTallies tallies,
    CommunityAssets.Assets assets
) : PageRooms(actors, acting, store, database, readYourWrite, rows, organisations)
{
    public Researchers Researchers => researchers;
    public ResearchProjects Projects => projects;
    public ResearchFindings Findings => findings;
    public CommunityAssets.Assets Assets => assets;

    public async Task<ResearchDesk> DeskAsync(Guid support, CancellationToken cancel) =>
        (await Store.FetchAsync<ResearchDesk>(ResearchDesk.IdOf(support), cancel)).State;

    public Task<IReadOnlyDictionary<Guid, string>> OrganisationsAsync(IEnumerable<Guid?> ids, CancellationToken cancel) =>
        NamesAsync(ids.OfType<Guid>(), cancel);

    public Task<IReadOnlyDictionary<Guid, string>> PeopleAsync(IEnumerable<Guid> people, CancellationToken cancel) =>
        colleagues.NamesAsync([.. people.Distinct()], cancel);

    /// <summary>The people of an organisation by name, to choose from.</summary>
    public Task<IReadOnlyList<Choice>> ColleaguesAsync(Guid organisation, CancellationToken cancel) =>
        colleagues.InAsync(organisation, cancel);

    public Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Actor who, IEnumerable<ResearcherRow> of, CancellationToken cancel) =>
        names.OfAsync(who, of, cancel);

    /// <summary>Organisations that coordinate research, to choose from.</summary>
    public async Task<IReadOnlyList<Choice>> CoordinatorsAsync(CancellationToken cancel) =>
        [
            .. (await NamesAsync((await tallies.AllAsync(Database, cancel)).Select(t => t.SupportOrganisationId).OfType<Guid>(), cancel))
                .OrderBy(o => o.Value, StringComparer.Ordinal)
                .Select(o => new Choice(o.Key.ToString(), o.Value)),
        ];
}

/// <summary>A page of research.</summary>
public abstract class ResearchPage(ResearchRooms rooms) : RoomsPage<ResearchRooms>(rooms)
{
    public bool Coordinates => Who.ActsFor(Who.Organisation, ResearchAccess.Coordinating);
}

/// <summary>A page about one piece of research.</summary>
public abstract class ProjectPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    public ResearchRow Project { get; private set; } = null!;
    public string Back => $"/research/projects/{Project.ProjectId}";
    public bool IsCommissioner => Who.ActsFor(Project.CommissionerId, ResearchAccess.Commissioning);

    /// <summary>False where it is not theirs.</summary>
    protected async Task<bool> LoadAsync(Guid project, bool coordinator = true)
    {
        await BeginAsync(Rooms.Projects);
        if (await Rooms.Projects.SeenByAsync(Who, project, Today, Rooms.Database, HttpContext.RequestAborted) is not { } row)
            return false;
        Project = row;
        return !coordinator || Who.ActsFor(row.SupportOrganisationId, ResearchAccess.Coordinating);
    }
}

/// <summary>A page about one researcher, for the coordinators.</summary>
public abstract class ResearcherPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    public ResearcherRow Row { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public ResearchDesk Desk { get; private set; } = ResearchDesk.Empty;
    public string Back => $"/research/researchers/{Row.ResearcherId}";

    protected async Task<bool> LoadAsync(Guid researcher)
    {
        await BeginAsync(Rooms.Researchers);
        var cancel = HttpContext.RequestAborted;
        if (
            !Coordinates
            || await Rooms.Researchers.OfAsync(Rooms.Database, Own, researcher, cancel) is not { Erased: false, HeldUntil: null } row
        )
            return false;
        Row = row;
        Name = (await Rooms.NamesAsync(Who, [row], cancel))[researcher];
        Desk = await Rooms.DeskAsync(Own, cancel);
        return true;
    }
}

/// <summary>What research is called on pages.</summary>
internal static class ResearchWords
{
    public static (string Words, string Colour) Of(ResearchStage stage) =>
        stage switch
        {
            ResearchStage.Asked => ("Asked for", "blue"),
            ResearchStage.Declined => ("Declined", "grey"),
            ResearchStage.Preparing => ("In preparation", "blue"),
            ResearchStage.InReview => ("In ethics review", "yellow"),
            ResearchStage.Approved => ("Ethics approved", "green"),
            ResearchStage.Fieldwork => ("Fieldwork", "green"),
            _ => ("Carried out", "grey"),
        };

    public static string Of(EthicsOutcome? outcome) =>
        outcome switch
        {
            EthicsOutcome.Approved => "Approved",
            EthicsOutcome.ChangesNeeded => "Changes are needed",
            EthicsOutcome.Rejected => "Rejected",
            _ => "Waits for review",
        };

    public static string Of(FindingUseKind kind) =>
        kind switch
        {
            FindingUseKind.Tender => "A tender",
            FindingUseKind.Contract => "A contract",
            FindingUseKind.Asset => "A community asset",
            _ => "A decision",
        };

    public static string Of(PayOutcome? pay) =>
        pay switch
        {
            PayOutcome.MayBePaid => "May be paid",
            PayOutcome.ExpensesOnly => "Expenses only",
            _ => "Not answered yet",
        };

    public static string Money(Money? money) => money?.ToString() ?? "None set";

    public static string Count(int n, string one, string? many = null) => n == 1 ? $"1 {one}" : $"{n} {many ?? one + "s"}";
}
