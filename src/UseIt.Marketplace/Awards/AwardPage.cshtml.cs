using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>An award: for the buyer the next step, for each bidder its own summary and the winner's.</summary>
[ForPeople]
public sealed class AwardPage(Actors actors, Acting acting, IDocumentStore store, BidderNames bidderNames, BidPeople people) : PageModel
{
    public sealed record Step(string Handler, string Heading, string Says, string Button);

    public AwardShown Award { get; private set; } = null!;
    public NamedBidders Names { get; private set; } = NamedBidders.None;

    /// <summary>What is awarded: the tender, and its lot where there are several.</summary>
    public string Title { get; private set; } = "";

    /// <summary>What the reader's organisation asked for, where it led the bid: a partner knows its own part alone.</summary>
    public Money? OwnPrice { get; private set; }
    public bool OwnPriceHasVat { get; private set; }

    /// <summary>The reader bid and did not win, or was part of a bid that did not.</summary>
    public bool DidNotWin { get; private set; }
    public Step? Next { get; private set; }

    /// <summary>What else may be done with the award, each with its reason.</summary>
    public IReadOnlyList<Step> OtherWays { get; private set; } = [];

    public Award Stands { get; private set; } = Awards.Award.Empty;

    /// <summary>What the award rests on as to exclusion and debarment, for the buyer.</summary>
    public IReadOnlyList<CheckedParty> Checks { get; private set; } = [];

    /// <summary>Suppliers who have left or cannot be contracted with, before the award stands, for the buyer.</summary>
    public IReadOnlyList<string> Left { get; private set; } = [];

    public string Back { get; private set; } = "/";
    public IReadOnlyList<(BidSummary Bid, string Heading)> Summaries { get; private set; } = [];

    [BindProperty]
    public string? NoticeId { get; set; }

    [BindProperty]
    public DateTime? PublishedAt { get; set; }

    [BindProperty]
    public int? StandstillWorkingDays { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Chosen { get; set; }

    public string Stage =>
        Award.Stage switch
        {
            AwardStage.Proposed => "Waits for approval",
            AwardStage.Rejected => "Sent back",
            AwardStage.Approved => "Approved",
            AwardStage.SummariesSent => "Bidders are told",
            AwardStage.NoticePublished => "Notice published",
            AwardStage.Standstill => "Standstill",
            AwardStage.Suspended => "Suspended",
            AwardStage.StandstillOver => "Standstill is over",
            AwardStage.Confirmed => "Confirmed",
            _ => "Cancelled",
        };

    public string StageColour =>
        Award.Stage switch
        {
            AwardStage.Confirmed => "green",
            AwardStage.Suspended or AwardStage.Cancelled or AwardStage.Rejected => "red",
            _ => "yellow",
        };

    public Bidder Winner => new(Award.BidId, Award.Suppliers[0], Award.ConsortiumId, Award.Suppliers);

    public string Number(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";

    public async Task<IActionResult> OnGetAsync(Guid award, CancellationToken cancel) =>
        await LoadAsync(award, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostApproveAsync(Guid award, CancellationToken cancel) =>
        DoAsync(award, new ApproveAward(award), "The award is approved", cancel);

    public Task<IActionResult> OnPostSummariesAsync(Guid award, CancellationToken cancel) =>
        DoAsync(award, new SendSummaries(award), "Every bidder and every member has been told", cancel);

    public Task<IActionResult> OnPostConfirmAsync(Guid award, CancellationToken cancel) =>
        DoAsync(award, new ConfirmAward(award), "The award is confirmed. The contract is being prepared", cancel);

    public Task<IActionResult> OnPostRejectAsync(Guid award, CancellationToken cancel) =>
        DoAsync(award, new RejectAward(award, Reason ?? ""), "The proposal is sent back", cancel);

    public Task<IActionResult> OnPostCancelAsync(Guid award, CancellationToken cancel) =>
        DoAsync(award, new CancelAward(award, Reason ?? ""), "The award is cancelled and its lot has ended", cancel);

    public Task<IActionResult> OnPostSuspendAsync(Guid award, CancellationToken cancel) =>
        DoAsync(
            award,
            new SuspendStandstill(award, Reason ?? ""),
            "The award is suspended. Nothing can be signed until it goes on",
            cancel
        );

    public Task<IActionResult> OnPostResumeAsync(Guid award, CancellationToken cancel) =>
        DoAsync(award, new ResumeStandstill(award), "The standstill goes on", cancel);

    public async Task<IActionResult> OnPostNoticeAsync(Guid award, CancellationToken cancel)
    {
        DateTimeOffset? instant = null;
        if (PublishedAt is { } local)
        {
            var at = UkTime.At(local, "publishedAt");
            if (!at.IsKnown)
                return await LoadAsync(award, cancel) ? this.Refused(at.Refusal) : NotFound();
            instant = at.Value;
        }
        return await DoAsync(
            award,
            new PublishAwardNotice(award, string.IsNullOrWhiteSpace(NoticeId) ? null : NoticeId, instant, StandstillWorkingDays),
            "The award is published",
            cancel
        );
    }

    private async Task<IActionResult> DoAsync(Guid award, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(award, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/awards/{award}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var award = await store.FetchAsync<Award>(id, cancel);
        if (!award.Exists || AwardShown.To(actor, id, award.Version, award.State) is not { } shown)
            return false;
        (Award, Stands) = (shown, award.State);
        Title = (await store.FetchAsync<Procurement>(shown.TenderId, cancel)).State.TitleOf(shown.LotId);
        List<(BidSummary Bid, string Heading)> summaries = [];
        if (await ShowAward.SummaryAsync(store, actor, id, null, cancel) is { } summary)
        {
            summaries.Add((summary.Own, summary.Winner is null ? "The winning bid" : "Your bid"));
            if (summary.Winner is { } winner)
                summaries.Add((winner, "The winning bid"));
            DidNotWin = summary.Winner is not null && !actor.ActsFor(shown.BuyerId);
            if (!actor.ActsFor(shown.BuyerId) && actor.ActsFor(summary.Own.LeadId))
                (OwnPrice, OwnPriceHasVat) = (summary.OwnPrice, summary.OwnPriceBasis == PriceBasis.Gross);
        }
        Summaries = summaries;
        Next = NextFor(actor, award.State);
        OtherWays = [.. OthersFor(actor, award.State)];
        if (actor.ActsFor(shown.BuyerId))
            Back = $"/buyer/tenders/{shown.TenderId}";
        Names = await bidderNames.OfAsync([Winner, .. summaries.Select(s => s.Bid.Bidder)], [shown.BuyerId], cancel);
        if (
            actor.ActsFor(shown.BuyerId, Roles.Author, Roles.Approver)
            && shown.Stage is not (AwardStage.Rejected or AwardStage.Confirmed or AwardStage.Cancelled)
        )
            Left =
            [
                .. (await people.ReadAsync(shown.BidId, actor, cancel))
                    ?.Changes.Where(c => c.IsOpen && shown.Suppliers.Contains(c.OrganisationId))
                    .Select(c => $"{c.Name} {c.Why}")
                    ?? [],
            ];
        if (actor.ActsFor(shown.BuyerId, Roles.Author, Roles.Approver))
            Checks = CheckedParty.Of(
                [Winner],
                (await store.FetchAsync<BidderChecks>(BidderChecks.IdOf(shown.TenderId), cancel)).State,
                Names
            );
        return true;
    }

    private static IEnumerable<Step> OthersFor(Actor actor, Award award)
    {
        var approver = actor.ActsFor(award.BuyerId, Roles.Approver);
        if (!approver && !actor.ActsFor(award.BuyerId, Roles.Author))
            yield break;
        if (approver && award.Stage is (AwardStage.Proposed or AwardStage.Approved))
            yield return new Step(
                "Reject",
                "Send the proposal back",
                "As long as nobody was told, the lot can be proposed again.",
                "Send it back"
            );
        if (award.Stage == AwardStage.Standstill)
            yield return new Step(
                "Suspend",
                "Suspend the award",
                "Proceedings were started and you were told of them: nothing may be signed until they end (Procurement Act 2023, section 101).",
                "Suspend"
            );
        if (approver && award.Stage == AwardStage.Suspended)
            yield return new Step(
                "Resume",
                "Go on after the suspension",
                "The standstill ends when it would have ended, or at once where that has passed.",
                "Go on"
            );
        if (approver && award.Stage is not (AwardStage.None or AwardStage.Rejected or AwardStage.Confirmed or AwardStage.Cancelled))
            yield return new Step("Cancel", "Cancel the award", "The lot ends without award. This cannot be undone.", "Cancel the award");
    }

    private static Step? NextFor(Actor actor, Award award)
    {
        var approver = actor.ActsFor(award.BuyerId, Roles.Approver);
        if (!approver && !actor.ActsFor(award.BuyerId, Roles.Author))
            return null;
        return award.Stage switch
        {
            AwardStage.Proposed when approver => new Step(
                "Approve",
                "Approve this award",
                "You did not write the tender or propose this award, and you have no conflict of interest.",
                "Approve"
            ),
            AwardStage.Approved => new Step(
                "Summaries",
                "Tell the bidders",
                "Every bidder and every member of a joint bid gets its assessment summary at the same instant.",
                "Send all summaries"
            ),
            AwardStage.SummariesSent => new Step(
                "Notice",
                "Publish the award",
                "The standstill, where there is one, starts with the publication.",
                "Publish"
            ),
            AwardStage.NoticePublished or AwardStage.StandstillOver => new Step(
                "Confirm",
                "Confirm the award",
                "A contract is prepared from it, with every commitment the bid made.",
                "Confirm"
            ),
            _ => null,
        };
    }
}
