using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>A page about one grant, for its two sides.</summary>
public abstract class GrantPage(PageRooms rooms, GrantView grants) : RoomsPage(rooms)
{
    public GrantRow Row { get; private set; } = null!;
    public string At => $"/grants/{Row.GrantId}";
    public bool OnPanel => Who.ActsFor(Row.FunderId, GrantAccess.Panel);
    public bool Decides => Who.ActsFor(Row.FunderId, Roles.ProgrammeManager);
    public bool Applies => Who.ActsFor(Row.ApplicantId, GrantAccess.Applying);
    public bool Signs => Who.ActsFor(Row.ApplicantId, Roles.Signatory);

    protected async Task<bool> LoadAsync(Guid grant)
    {
        await BeginAsync(grants);
        if (await grants.OneAsync(Rooms.Database, Who, grant, HttpContext.RequestAborted) is not { } row)
            return false;
        Row = row;
        await NameAsync(row.Parties);
        return true;
    }
}

/// <summary>What grants are called on pages.</summary>
internal static class GrantWords
{
    public static string Of(GrantInterest interest) =>
        interest switch
        {
            GrantInterest.None => "Nothing binds me to it",
            GrantInterest.WorksForIt => "I work for it",
            GrantInterest.WorkedForItBefore => "I worked for it before",
            GrantInterest.FamilyOrFriends => "Family or friends of mine do",
            GrantInterest.MoneyInIt => "I have money in it",
            _ => "Something else binds me to it",
        };

    public static IReadOnlyList<Choice> Interests { get; } =
    [.. Enum.GetValues<GrantInterest>().Select(i => new Choice(i.ToString(), Of(i)))];

    public static (string Words, string Colour) Of(GrantStage stage) =>
        stage switch
        {
            GrantStage.Applied => ("Waits for a decision", "yellow"),
            GrantStage.Rejected => ("Rejected", "grey"),
            GrantStage.Offered => ("Offered", "blue"),
            GrantStage.Accepted => ("Accepted", "green"),
            _ => ("Declined", "grey"),
        };

    public static string Of(DrawdownRow drawdown) =>
        drawdown.PaidOn is { } on ? $"Paid on {Values.UkTime.Display(on)}, {drawdown.Reference}"
        : drawdown.RefusedBecause is { } why ? $"Refused: {why}"
        : "Asked for";
}
