using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>
/// An adviser has a link mailed to those of the enterprise who may countersign a session. The adviser sees no address, and chooses none.
/// </summary>
[CountsAs(Counted.Invitation)]
public sealed record SendCountersignLink(Guid CaseId, Guid SessionId) : Message, ICommand;

public static class SendCountersignLinkHandler
{
    private const int MostPeople = 5;
    private const int MostADay = 3;

    /// <summary>
    /// An address that somebody of the support organisation set is "just set" for so long: in it the enterprise's own people see who has
    /// come in, and what goes to them.
    /// </summary>
    public static readonly TimeSpan JustSet = TimeSpan.FromDays(7);

    public static readonly Refusal Signed = new("session-countersigned", null, "The enterprise has countersigned this session already");
    public static readonly Refusal Disputed = new(
        "session-disputed",
        null,
        "The enterprise says that it was different. Correct the session first"
    );
    public static readonly Refusal TooOften = new(
        "countersign-links-often",
        null,
        "Three links were mailed within a day. Send another tomorrow, or ask them to sign in"
    );
    public static readonly Refusal Nobody = new(
        "nobody-to-mail",
        null,
        "Nobody of the enterprise can be mailed a link: it needs a signatory or member who is not of your organisation"
    );
    public static readonly Refusal OnlyJustSet = new(
        "address-just-set",
        null,
        "The only addresses there are were set by your organisation in the last 7 days. Wait until then, or ask them to sign in"
    );

    /// <summary>Those of the enterprise who may sign; where somebody of the support organisation set the address, since when.</summary>
    public sealed record Signers(IReadOnlyList<(Guid Person, DateTimeOffset? SetBySupport)> People);

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static async Task<Signers> Load(Case @case, Memberships memberships, IDocumentStore store, CancellationToken cancel)
    {
        var support = (await memberships.InAsync(@case.SupportOrganisation, cancel)).Select(m => m.Person).ToHashSet();
        var people = (await memberships.InAsync(@case.Organisation, cancel))
            .Where(m => CountersignLinks.Signs(m) && !support.Contains(m.Person))
            .OrderByDescending(m => m.Roles.Contains(Roles.Signatory))
            .ThenBy(m => m.Person)
            .Select(m => m.Person)
            .Distinct()
            .Take(4 * MostPeople);
        List<(Guid, DateTimeOffset?)> signers = [];
        foreach (var person in people)
        {
            // Who set it stands beside the fact and not in it, so the stream is read as it is.
            var set = (await store.ReadStreamAsync(person, cancel: cancel)).LastOrDefault(e =>
                e.Data is PersonRegistered or PersonContactChanged { Mail: not null }
            );
            var bySupport =
                set is not null
                && (
                    Guid.TryParse(set.UserName, out var by) && support.Contains(by)
                    || Guid.TryParse(set.GetHeader("organisation")?.ToString(), out var of) && of == @case.SupportOrganisation
                );
            signers.Add((person, bySupport ? set!.Timestamp : null));
        }
        return new Signers(signers);
    }

    public static Decision Handle(SendCountersignLink command, Case @case, Session session, Signers signers, DateTimeOffset now)
    {
        if (session.CaseId != command.CaseId || session.Withdrawn)
            return CorrectSessionHandler.OfAnother;
        if (@case.WhyNot() is { } no)
            return no;
        if (session.Countersigned)
            return Signed;
        if (session.Disputed)
            return Disputed;
        if (session.Timed?.End > now)
            return CountersignSessionHandler.NotOver;
        if (session.Links.Count(until => until.AddDays(-CountersignLinks.Days) > now.AddDays(-1)) >= MostADay)
            return TooOften;
        Guid[] people = [.. signers.People.Where(p => !IsJustSet(p.SetBySupport, now)).Take(MostPeople).Select(p => p.Person)];
        if (people.Length == 0)
            return signers.People.Count > 0 ? OnlyJustSet : Nobody;
        var until = now.AddDays(CountersignLinks.Days);
        return Decision.On<Session>(
            command.SessionId,
            new CountersignLinkSent(command.SessionId, command.CaseId, @case.Organisation, people, until)
        );
    }

    /// <summary>Whether an address is too fresh to prove anything: somebody of the support organisation has just set it.</summary>
    public static bool IsJustSet(DateTimeOffset? setBySupport, DateTimeOffset now) => setBySupport is { } at && now - at < JustSet;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SendCountersignLink>("POST", "/api/v1/cases/{caseId}/sessions/{sessionId}/countersign-link", CaseAccess.Advisers);
}
