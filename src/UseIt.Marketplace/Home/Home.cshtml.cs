using Marten;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Home;

/// <summary>The front door; signed in, what needs this person now, by role.</summary>
[ForAnyone]
public sealed class HomePage(
    Actors actors,
    Inbox inbox,
    SearchOpportunities search,
    BuyerTenders tenders,
    EnterpriseLines lines,
    ContractView contracts,
    Waiting waiting,
    Caseload caseload,
    Candidates candidates,
    MessageTitles messages,
    Settings settings,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int Few = 10;
    private const int MostToDo = 25;
    private const int MostLines = 100;

    public bool SignedIn { get; private set; }
    public bool IsBuyer { get; private set; }
    public bool MayDraft { get; private set; }
    public bool Administers { get; private set; }
    public bool MayRegister { get; private set; }
    public DateTimeOffset Now { get; private set; }
    public IReadOnlyList<ToDo> ToDo { get; private set; } = [];
    public int MoreToDo { get; private set; }
    public bool Advises { get; private set; }
    public IReadOnlyList<ContractRow> Contracts { get; private set; } = [];
    public bool MoreContracts { get; private set; }
    public IReadOnlyList<InboxRow> Inbox { get; private set; } = [];
    public bool MoreMessages { get; private set; }
    public IReadOnlyList<OpportunityAnswer> Opportunities { get; private set; } = [];
    public IReadOnlyList<BuyerTender> Tenders { get; private set; } = [];
    public bool MoreTenders { get; private set; }
    public IReadOnlyList<EnterpriseLine> Lines { get; private set; } = [];
    public bool MoreLines { get; private set; }
    public EnterpriseLine? OwnLine { get; private set; }

    private IReadOnlyDictionary<Guid, string> titles = new Dictionary<Guid, string>();

    /// <summary>What a message is about, and when it came.</summary>
    public string About(InboxRow row) => MessageTitles.About(row, titles);

    /// <summary>Red where hardly any time is left.</summary>
    public string? ColourOf(ToDo todo) =>
        todo.By is not { } by ? null
        : by < Now.AddDays(2) ? "red"
        : by < Now.AddDays(7) ? "yellow"
        : "grey";

    public static string LinkTo(OpportunityAnswer opportunity) =>
        opportunity.Buyer.Id is null ? $"/opportunities/{opportunity.Id}" : $"/tenders/{opportunity.Id}";

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        SignedIn = actor.Person != Guid.Empty;
        var buyer = actor.Roles.Overlaps(Roles.Buyer);
        var support = actor.Roles.Overlaps(Roles.Support);
        Now = await store.ClockAsync(cancel);
        (IsBuyer, MayDraft, Administers) = (buyer, actor.Has(Roles.Author), actor.Has(Roles.Administrator));
        MayRegister = !SignedIn && settings.SignInByMail;
        if (SignedIn)
        {
            await readYourWrite.WaitAsync(HttpContext, tenders);
            await readYourWrite.WaitAsync(HttpContext, contracts);
            foreach (var view in waiting.Rests)
                await readYourWrite.WaitAsync(HttpContext, view);
            if (support)
            {
                await readYourWrite.WaitAsync(HttpContext, caseload);
                await readYourWrite.WaitAsync(HttpContext, candidates);
            }
            var organisation = actor.Organisation ?? Guid.Empty;
            var procurements = buyer ? (await tenders.PageAsync(database, organisation, null, Waiting.Most, cancel)).Items : [];
            var agreed = support ? [] : (await contracts.OfAsync(database, organisation, null, Waiting.Most, cancel)).Items;
            var toDo = await waiting.ForAsync(actor, procurements, agreed, Now, cancel);
            (ToDo, MoreToDo, Advises) = ([.. toDo.Take(MostToDo)], Math.Max(0, toDo.Count - MostToDo), actor.Has(Roles.Adviser));
            (Tenders, MoreTenders) = ([.. procurements.Take(Few)], procurements.Count > Few);
            (Contracts, MoreContracts) = ([.. agreed.Take(Few)], agreed.Count > Few);
            (Inbox, var more) = await inbox.PageAsync(actor.Person, null, Few, cancel);
            MoreMessages = more is not null;
            titles = await messages.OfAsync(Inbox, cancel);
        }
        if (support)
        {
            // All of them stand in a caseload, which advisers have.
            var most = Advises ? Few : MostLines;
            var supported = await lines.SupportedByAsync(actor.Organisation!.Value, database, most + 1, cancel);
            (Lines, MoreLines) = ([.. supported.Take(most)], Advises && supported.Count > most);
        }
        if (SignedIn && !buyer && !support && actor.Organisation is { } own)
            OwnLine = await lines.SeenByAsync(actor, own, database, cancel);
        if (!buyer && !Administers)
            Opportunities = (
                await search.FindAsync(
                    new OpportunityQuery
                    {
                        OpenAt = Now,
                        Order = OpportunityOrder.Closing,
                        Limit = Few,
                    },
                    cancel
                )
            ).Items;
    }
}
