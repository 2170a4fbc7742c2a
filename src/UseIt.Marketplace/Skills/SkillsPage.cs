using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A page of somebody who acts for an organisation, on a day.</summary>
public abstract class SkillsPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public Guid Own { get; private set; }
    public DateOnly Today { get; private set; }

    protected Actor Who { get; private set; } = Actor.Anonymous;
    protected IDocumentStore Store => store;

    protected async Task<bool> BeginAsync(CancellationToken cancel)
    {
        Who = await actors.OfAsync(HttpContext, cancel);
        if (Who.Organisation is not { } own)
            return false;
        Own = own;
        Today = UkTime.DayOf(await store.ClockAsync(cancel));
        return true;
    }

    protected async Task<IActionResult> DoAsync(ICommand command, string done, string then, Func<string, string>? fields = null)
    {
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(then);
    }
}

/// <summary>One candidate, or a step with one, for the advisers of the support organisation.</summary>
public abstract class CandidatePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    public PersonOnPathway Person { get; private set; } = null!;
    public CandidateRow Row => Person.Record;
    public string Back => $"/candidates/{Person.CandidateId}";
    public PathwayRules? Pathway => PathwayRules.Of(Row.SupportOrganisationId, Row.PathwayId);
    public PathwayEdition? Rules => Row.On(Today);
    public bool IsOpen => Row is { Readable: true, Outcome: null };

    protected async Task<bool> LoadAsync(Guid candidate, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        if (!await BeginAsync(cancel) || await people.ReadAsync(Who, candidate, Today, cancel) is not { } person)
            return false;
        Person = person;
        return true;
    }
}
