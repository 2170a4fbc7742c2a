using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Developments;

/// <summary>A page about one development.</summary>
public abstract class DevelopmentPage(PageRooms rooms, DevelopmentView developments) : RoomsPage(rooms)
{
    public DevelopmentRow Row { get; private set; } = null!;
    public string Back => $"/developments/{Row.DevelopmentId}";
    public bool Develops => Who.ActsFor(Row.DeveloperId, DevelopmentAccess.Running);
    public bool IsCouncil => Who.ActsFor(Row.CouncilId, DevelopmentAccess.Running);
    public bool Builds => Who.ActsFor(Row.ContractorId, DevelopmentAccess.Building);

    protected async Task<bool> LoadAsync(Guid development)
    {
        await BeginAsync(developments);
        if (await developments.FindAsync(Rooms.Database, development, HttpContext.RequestAborted) is not { } row)
            return false;
        Row = row;
        await NameAsync([.. row.Parties, .. row.Packages.Select(p => p.SupplierId).OfType<Guid>()]);
        return true;
    }

    protected async Task<bool> LoadOwnAsync(Guid development) => await LoadAsync(development) && Develops;
}

/// <summary>A page about one obligation.</summary>
public abstract class ObligationPage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    public ObligationRow Obligation { get; private set; } = null!;

    protected async Task<bool> FindAsync(Guid development, Guid obligation)
    {
        if (
            !await LoadAsync(development)
            || Row.Obligations.FirstOrDefault(o => o.ObligationId == obligation) is not { DischargedOn: null } found
        )
            return false;
        Obligation = found;
        return true;
    }
}

/// <summary>What developments are called on pages.</summary>
internal static class DevelopmentWords
{
    public static string Place(string code) => Places.Of(code)?.Name ?? code;

    public static string Quantity(decimal quantity, string unit) => $"{Reports.ReportWriter.Quantity(quantity)} {unit}";

    public static string Due(ObligationRow obligation, DateOnly? lastDay) =>
        lastDay is { } day
            ? UkTime.Display(day)
            : obligation.Due switch
            {
                { Trigger: ObligationTrigger.Commencement, WithinDays: 0 } => "When work begins",
                { Trigger: ObligationTrigger.Commencement, WithinDays: var days } => $"{Days(days)} after work begins",
                { Homes: var homes, WithinDays: 0 } => $"When {Homes(homes)}",
                { Homes: var homes, WithinDays: var days } => $"{Days(days)} after {Homes(homes)}",
            };

    private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";

    private static string Homes(int? homes) => homes == 1 ? "1 home is lived in" : $"{homes} homes are lived in";

    public static string Of(SetAsideFor wanted) =>
        wanted switch
        {
            SetAsideFor.SocialEnterprises => "Social enterprises",
            SetAsideFor.LocalFirms => "Firms of the borough",
            _ => "Social enterprises or firms of the borough",
        };

    public static IReadOnlyList<Web.Choice> SetAsideChoices { get; } =
    [.. Enum.GetValues<SetAsideFor>().Select(f => new Web.Choice(f.ToString(), Of(f)))];

    public static string Of(ShareReached share) =>
        share.ReachedPercent is { } percent
            ? $"{share.Reached} of {share.Let} let, {percent.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)}%"
            : "Nothing is let yet";

    /// <summary>What the supplier of a package was when it was let.</summary>
    public static string Supplier(PackageRow package) =>
        package.SocialEnterprise is not { } social
            ? "Not recorded"
            : string.Join(
                ", ",
                social ? "Social enterprise" : "No social enterprise by what is verified here",
                package.Local switch
                {
                    true => "of the borough",
                    false => "from elsewhere",
                    _ => "where it is, is not recorded",
                }
            );

    public static (string Words, string Colour) Of(ObligationState state) =>
        state switch
        {
            ObligationState.Discharged => ("Discharged", "green"),
            ObligationState.Overdue => ("Overdue", "red"),
            ObligationState.Due => ("Due", "yellow"),
            _ => ("Not due yet", "grey"),
        };

    /// <summary>"due.day" is Day on a form.</summary>
    public static string Field(string field) => field[(field.LastIndexOf('.') + 1)..];
}
