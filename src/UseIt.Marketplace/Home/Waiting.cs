using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Home;

/// <summary>One thing that waits for the reader: what to do, about what, where, and by when.</summary>
public sealed record ToDo(string What, string About, string Link, DateTimeOffset? By = null);

/// <summary>What of one context needs a person now.</summary>
public interface IToDoSource
{
    /// <summary>The view it is worked out from, which the reader's own last change has to have reached.</summary>
    TableView Rests { get; }

    Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel);
}

/// <summary>
/// What needs a person now, worked out from how things stand, so that what is done is gone. Each question is answered from an index.
/// </summary>
public sealed class Waiting(
    NpgsqlDataSource database,
    EvaluationView evaluations,
    AwardView awards,
    CommitmentLedger ledger,
    TenderView tenders,
    MyBids bids,
    MyConsortia consortia,
    EnterpriseLines lines,
    OrganisationRegister organisations,
    Caseload caseload,
    OrganisationNames names,
    PeopleOnPathways people,
    IEnumerable<IToDoSource> others
)
{
    public IEnumerable<TableView> Rests => others.Select(o => o.Rests);

    public const int Most = 100;
    private const int DueSoonDays = 60;

    /// <param name="who">Whose work it is.</param>
    /// <param name="procurements">Their organisation's tenders, the newest <see cref="Most"/>.</param>
    /// <param name="contracts">Their organisation's contracts, so many of them too.</param>
    /// <param name="now">By the store's clock.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<IReadOnlyList<ToDo>> ForAsync(
        Actor who,
        IReadOnlyList<BuyerTender> procurements,
        IReadOnlyList<ContractRow> contracts,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (who.Organisation is not { } organisation)
            return [];
        List<ToDo> found = [];
        if (who.Roles.Overlaps(Roles.Buyer))
            await BuyingAsync(who, organisation, procurements, contracts, now, found, cancel);
        if (who.Roles.Overlaps(Roles.Enterprise))
            await SupplyingAsync(who, organisation, contracts, now, found, cancel);
        if (who.Has(Roles.Administrator))
            await AdministeringAsync(found, cancel);
        if (who.Has(Roles.Adviser))
            await AdvisingAsync(organisation, UkTime.DayOf(now), found, cancel);
        foreach (var source in others)
            found.AddRange(await source.ForAsync(who, UkTime.DayOf(now), cancel));
        // What has a day comes first, by that day.
        return [.. found.OrderBy(t => t.By ?? DateTimeOffset.MaxValue).ThenBy(t => t.About, StringComparer.Ordinal)];
    }

    private async Task AdvisingAsync(Guid support, DateOnly today, List<ToDo> found, CancellationToken cancel)
    {
        var cases = (await caseload.OfAsync(database, support, null, Most, cancel)).Items;
        var named = await names.FindAsync(database, cases.Select(c => c.OrganisationId), cancel);
        foreach (var row in cases)
            if (CaseListPage.Needs(row, today) is { What: { } what, Colour: not "grey" })
                found.Add(new ToDo(what, named.GetValueOrDefault(row.OrganisationId)?.Name ?? "An enterprise", $"/cases/{row.CaseId}"));
        // Without the name: it is read, and noted as read, where somebody is at work with the person.
        foreach (var row in (await people.DueAsync(support, null, cancel)).Items)
            if (CandidateListPage.Needs(row, today) is { What: { } what })
                found.Add(
                    new ToDo(
                        what,
                        $"{SkillsWords.Profession(row.Profession)} on a pathway",
                        $"/candidates/{row.CandidateId}",
                        row.Standing(today)?.By is { } by ? UkTime.StartOf(by.AddDays(1)) : null
                    )
                );
    }

    private async Task AdministeringAsync(List<ToDo> found, CancellationToken cancel)
    {
        if (await organisations.WaitingAsync(database, cancel) is > 0 and var waiting)
            found.Add(
                new ToDo(
                    waiting == 1 ? "Check the identity of an organisation" : $"Check the identity of {waiting} organisations",
                    "They work on their own data only until then",
                    "/platform/organisations"
                )
            );
        await using var ask = database.CreateCommand($"select (select count(*) from events.paused_view), ({DeadLetters.Alarming})");
        await using var reader = await ask.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        if (reader.GetInt64(0) > 0)
            found.Add(new ToDo("Decide how a paused reader goes on", "Pages that rest on it show what was before", "/operations"));
        if (reader.GetInt64(1) is > 0 and var letters)
            found.Add(
                new ToDo(
                    letters == 1 ? "Decide about a message set aside" : $"Decide about {letters} messages set aside",
                    "What it was to do has not happened",
                    "/operations"
                )
            );
    }

    private async Task BuyingAsync(
        Actor who,
        Guid buyer,
        IReadOnlyList<BuyerTender> own,
        IReadOnlyList<ContractRow> contracts,
        DateTimeOffset now,
        List<ToDo> found,
        CancellationToken cancel
    )
    {
        var (author, approver) = (who.Has(Roles.Author), who.Has(Roles.Approver));
        var titles = own.ToDictionary(t => t.TenderId, t => t.Title);
        foreach (var t in own)
        {
            var link = $"/buyer/tenders/{t.TenderId}";
            if (t.Stage is TenderStage.Draft or TenderStage.NoticePrepared && author)
                found.Add(new ToDo("Go on with the draft", t.Title, link));
            else if (t.Stage == TenderStage.Draft && approver && t.Deadline is not null && t.Openers.Count > 0)
                found.Add(new ToDo("See whether the draft can be published", t.Title, link));
            if (t.Stage == TenderStage.NoticeSubmitted && approver)
                found.Add(new ToDo("Confirm the notice once Find a Tender has published it", t.Title, $"{link}/publish"));
            if (t.Stage == TenderStage.Published && t.OpenQuestions > 0 && author)
                found.Add(
                    new ToDo(t.OpenQuestions == 1 ? "Answer a question" : $"Answer {t.OpenQuestions} questions", t.Title, link, t.Deadline)
                );
            if (t.Stage == TenderStage.Published && approver && t.Extension is { } later && later.By != who.Person)
                found.Add(new ToDo("Decide about a later deadline", t.Title, link, t.Deadline));
            if (
                t.Stage == TenderStage.Closed
                && t.Openers.Contains(who.Person)
                && !t.Opened.Contains(BidPart.Quality)
                && !Asked(t, BidPart.Quality)
            )
                found.Add(new ToDo("Ask to open the bids", t.Title, link));
        }
        if (author || approver || who.Has(Roles.Evaluator) || who.Has(Roles.Opener))
            foreach (
                var e in await database.RowsAsync<EvaluationRow>(
                    $"select data from {evaluations.Table} where data ->> 'buyerId' = $1 order by key limit {Most}",
                    [buyer.ToString()],
                    cancel
                )
            )
            {
                var (link, title) = ($"/evaluations/{e.EvaluationId}", titles.GetValueOrDefault(e.TenderId, "A tender"));
                var all = e.Evaluators.Count > 0 && e.Evaluators.All(e.Submitted.Contains);
                if (e.Stage == "scoring" && e.Evaluators.Contains(who.Person) && !e.Submitted.Contains(who.Person))
                    found.Add(new ToDo("Score the bids", title, link));
                if (e.Stage == "scoring" && all && e.Evaluators.Contains(who.Person) && !e.Confirmed.Contains(who.Person))
                    found.Add(new ToDo("Agree the scores and confirm them", title, link));
                if (e.Stage == "scoring" && author && e.Evaluators.Count == 0)
                    found.Add(new ToDo("Appoint the evaluators", title, link));
                if (e.Stage == "scoring" && author && all)
                    found.Add(new ToDo("Agree the scores and conclude quality", title, link));
                if (
                    e.Stage == "qualityConcluded"
                    && own.FirstOrDefault(t => t.TenderId == e.TenderId) is { } tender
                    && !tender.Opened.Contains(BidPart.Price)
                    && tender.Openers.Contains(who.Person)
                    && !Asked(tender, BidPart.Price)
                )
                    found.Add(new ToDo("Ask to open the prices", title, $"/buyer/tenders/{e.TenderId}"));
                if (e.Stage == "ranked" && author && e.AwardId is null)
                    found.Add(new ToDo("Propose the award", title, link));
            }
        if (author || approver)
            foreach (
                var a in await database.RowsAsync<AwardRow>(
                    $"select data from {awards.Table} where data ->> 'buyerId' = $1 order by key limit {Most}",
                    [buyer.ToString()],
                    cancel
                )
            )
            {
                var what = a.Stage switch
                {
                    "proposed" when approver => "Decide about the award",
                    "approved" => "Tell the bidders",
                    "summariesSent" => "Publish the award",
                    "noticePublished" or "standstillOver" when approver => "Confirm the award",
                    _ => null,
                };
                if (what is not null)
                    found.Add(new ToDo(what, titles.GetValueOrDefault(a.TenderId, "A tender"), $"/awards/{a.AwardId}"));
            }
        if (approver || who.Has(Roles.ContractManager))
            await ContractsAsync(who, buyer, contracts, now, signs: true, found, cancel);

        bool Asked(BuyerTender t, BidPart part) => t.Opening.Any(o => o.Part == part && o.Opener == who.Person && o.Refused is null);
    }

    private async Task SupplyingAsync(
        Actor who,
        Guid enterprise,
        IReadOnlyList<ContractRow> contracts,
        DateTimeOffset now,
        List<ToDo> found,
        CancellationToken cancel
    )
    {
        var joined = (await consortia.OfAsync(database, enterprise, Guid.Empty, Most, cancel)).Where(c => !c.Dissolved).ToArray();
        foreach (var c in joined)
        {
            var link = $"/consortia/{c.ConsortiumId}";
            if (c.Invited.Contains(enterprise))
                found.Add(new ToDo("Answer the invitation", c.Name, link));
            else if (c.Edition > 0 && !c.Agreed)
                found.Add(
                    c.Accepted.Contains(enterprise)
                        ? new ToDo("See whose acceptance the terms wait for", c.Name, link)
                        : new ToDo("Read and accept the terms", c.Name, link)
                );
        }
        var own = await bids.OfAsync(database, enterprise, Guid.Empty, Most, cancel);
        var begun = own.Where(b => b.Status == BidStatus.Started).ToArray();
        var ready = joined
            .Where(c =>
                c is { Agreed: true, TenderId: not null } && c.LeadId == enterprise && own.All(b => b.ConsortiumId != c.ConsortiumId)
            )
            .ToArray();
        var sheets = await tenders.FindAsync(database, begun.Select(b => b.TenderId).Concat(ready.Select(c => c.TenderId!.Value)), cancel);
        foreach (var c in ready)
            if (sheets.GetValueOrDefault(c.TenderId!.Value) is { Stage: TenderStage.Published } t && t.Deadline > now)
                found.Add(new ToDo("Start the bid of your consortium", $"{c.Name}: {t.Title}", $"/consortia/{c.ConsortiumId}", t.Deadline));
        foreach (var b in begun)
            if (sheets.GetValueOrDefault(b.TenderId) is { Stage: TenderStage.Published } t && t.Deadline > now)
                found.Add(
                    new ToDo(
                        b.LeadId == enterprise ? "Finish and submit your bid" : "Finish your part of the bid",
                        t.Title,
                        $"/bids/{b.BidId}",
                        t.Deadline
                    )
                );
        await ContractsAsync(who, enterprise, contracts, now, who.Has(Roles.Signatory), found, cancel);
        if (
            await lines.SeenByAsync(who, enterprise, database, cancel) is { } line
            && line.Sessions.Count(s => s is { Countersigned: false, Disputed: false }) is > 0 and var waiting
        )
            found.Add(
                new ToDo(
                    waiting == 1 ? "Countersign a support session" : $"Countersign {waiting} support sessions",
                    line.Name,
                    $"/line/{enterprise}"
                )
            );
    }

    private async Task ContractsAsync(
        Actor who,
        Guid party,
        IReadOnlyList<ContractRow> own,
        DateTimeOffset now,
        bool signs,
        List<ToDo> found,
        CancellationToken cancel
    )
    {
        foreach (var c in own.Where(c => c.Stage == "prepared" && signs && !c.SignedBy.Contains(party)))
            found.Add(new ToDo("Read and sign the contract", c.Title, $"/contracts/{c.ContractId}"));
        var running = own.Where(c => c.Stage == "signed").ToDictionary(c => c.ContractId);
        if (running.Count == 0)
            return;
        foreach (
            var row in await database.RowsAsync<LedgerRow>(
                $"select data from {ledger.Table} where data ->> 'contractId' = any($1) order by key limit {Most}",
                [running.Keys.Select(k => k.ToString()).ToArray()],
                cancel
            )
        )
        {
            var (link, about) = (
                $"/contracts/{row.ContractId}/commitments/{row.CommitmentId}",
                $"{row.Title}: {running[row.ContractId!.Value].Title}"
            );
            if (
                who.Has(Roles.ContractManager)
                && row.BuyerId == party
                && row.Evidence.Count(e => e.Stage == EvidenceStage.Recorded) is > 0 and var reported
            )
                found.Add(new ToDo(reported == 1 ? "Verify evidence" : $"Verify {reported} pieces of evidence", about, link));
            if (row.BuyerId == party)
                continue;
            if (row.Evidence.Any(e => e.Stage == EvidenceStage.Disputed && e.OrganisationId == party))
                found.Add(new ToDo("Correct or withdraw disputed evidence", about, link));
            if (
                row.Lapse is null
                && row.DueOn is { } due
                && (row.Evidenced.Value ?? 0) < (row.Due.Value ?? 0)
                && due < UkTime.DayOf(now).AddDays(DueSoonDays)
            )
                found.Add(new ToDo("Deliver and report what is due", about, link, UkTime.StartOf(due.AddDays(1)).AddSeconds(-1)));
        }
    }
}
