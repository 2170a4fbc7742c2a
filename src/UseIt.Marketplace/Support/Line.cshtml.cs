using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Support;

/// <summary>An enterprise's line, for its own people and those who support it.</summary>
[ForPeople]
public sealed class LinePage(
    Actors actors,
    Acting acting,
    EnterpriseLines lines,
    NpgsqlDataSource database,
    IDocumentStore store,
    ReadYourWrite readYourWrite
) : PageModel
{
    public EnterpriseLine Line { get; private set; } = null!;
    public IReadOnlyList<LineObservation> TurnoverPoints { get; private set; } = [];
    public LineChart? Turnover { get; private set; }

    public bool MaySign { get; private set; }
    public bool MayAnswer { get; private set; }
    public bool Differing { get; private set; }

    [BindProperty]
    public string? Remark { get; set; }

    /// <summary>Whether an adviser looks at it, who can correct a session of an own case.</summary>
    public bool Advises { get; private set; }

    /// <summary>The cases that wait for this person's word, with the support organisation's name.</summary>
    public IReadOnlyList<(Guid Case, string Name)> Asking { get; private set; } = [];

    public static string Kind(SessionKind kind) =>
        kind switch
        {
            SessionKind.OneToOne => "One to one",
            _ => string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString())),
        };

    public static string Mode(SessionMode mode) =>
        mode switch
        {
            SessionMode.InPerson => "In person",
            SessionMode.Online => "Online",
            _ => "By telephone",
        };

    public static string Hours(int minutes) => (minutes / 60m).ToString("0.#", CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, lines);
        var actor = await actors.OfAsync(HttpContext, cancel);
        MaySign = actor.ActsFor(organisation, Roles.Signatory, Roles.Member);
        MayAnswer = actor.ActsFor(organisation, Roles.Signatory, Roles.Member, Roles.BidManager);
        if (await lines.SeenByAsync(actor, organisation, database, cancel) is not { } line)
            return NotFound();
        Line = line;
        Advises = actor.Has(Roles.Adviser) && !actor.ActsFor(organisation);
        TurnoverPoints = [.. line.Observations.Where(o => o.Measure == GrowthMeasure.Turnover).OrderBy(o => o.AsAt)];
        if (TurnoverPoints.Count > 1)
            Turnover = new LineChart(
                $"Turnover of {line.Name}",
                $"Turnover a year, {TurnoverPoints.Count} observations; numbered lines mark contracts signed.",
                [new Web.Charts.Line("Turnover", [.. TurnoverPoints.Select(o => new LinePoint(o.AsAt, o.Value))])]
            )
            {
                Marks = [.. line.Contracts.Where(c => c.SignedAt is not null).Select(c => UkTime.DayOf(c.SignedAt!.Value))],
            };
        if (actor.ActsFor(organisation, Roles.BidManager, Roles.OrganisationAdministrator))
            Asking =
            [
                .. line.Asking.Zip(
                    await store.FetchAsync<OrganisationForSupport>([.. line.Asking.Select(c => c.SupportOrganisationId)], cancel),
                    (asking, support) => (asking.CaseId, support.State.Name)
                ),
            ];
        return Page();
    }

    public Task<IActionResult> OnPostAgreeAsync(Guid organisation, Guid @case, int months, CancellationToken cancel) =>
        AnswerAsync(organisation, new AnswerReview(@case, months, Agreed: true), "You agree with the review", cancel);

    public Task<IActionResult> OnPostDifferAsync(Guid organisation, Guid @case, int months, CancellationToken cancel)
    {
        Differing = true;
        return AnswerAsync(
            organisation,
            new AnswerReview(@case, months, Agreed: false, Remark),
            "Your adviser is told what is different",
            cancel
        );
    }

    private async Task<IActionResult> AnswerAsync(Guid organisation, AnswerReview command, string done, CancellationToken cancel)
    {
        if (await OnGetAsync(organisation, cancel) is not PageResult || Line.Reviews.All(r => r.CaseId != command.CaseId))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/line/{organisation}");
    }

    public async Task<IActionResult> OnPostAcceptAsync(Guid organisation, Guid @case, CancellationToken cancel)
    {
        if (await OnGetAsync(organisation, cancel) is not PageResult || Asking.All(a => a.Case != @case))
            return NotFound();
        if (await acting.TryAsync(this, new AcceptCase(@case)) is { } refused)
            return refused;
        this.Announce("You have accepted the case");
        return Redirect($"/line/{organisation}");
    }
}
