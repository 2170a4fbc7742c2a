using System.Globalization;
using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>One thing that counts for an indicator: about whom or what, since when, how much, and the facts that make it so.</summary>
public sealed record Output(Guid SubjectId, string? Name, DateOnly On, decimal Quantity, decimal? Hours, IReadOnlyList<IEvent> Facts);

/// <summary>What would count, and why it does not.</summary>
/// <param name="Elsewhere">Whether it is only because it counts in another indicator.</param>
public sealed record LeftOut(Guid SubjectId, string? Name, decimal? Hours, string Why, bool Elsewhere = false);

/// <summary>An indicator as the facts answer it.</summary>
public sealed record Counted(Indicator Indicator, IReadOnlyList<Output> Outputs, IReadOnlyList<LeftOut> LeftOut)
{
    public decimal Total => Outputs.Sum(o => o.Quantity);
}

/// <summary>
/// What a programme has come to, from facts alone: the same facts and the same rules always give the same answer. Facts of other contexts
/// are read as they were stored; nothing that is sealed is looked at.
/// </summary>
public sealed class ProgrammeEvaluation
{
    private const string NoBaseline = "There is no baseline from before the support";
    private const string NotConfirmed = "The enterprise has not confirmed that the programme helped";
    private const string NotAsked = "Nobody has recorded yet since when it is registered";

    private const string TooLate = "It was registered only after its support had ended";

    private readonly Programme programme;
    private readonly IReadOnlyList<IEvent> facts;
    private readonly DateOnly last;
    private readonly HashSet<string> codes;
    private readonly Dictionary<Guid, Guid> merged = [];
    private readonly Dictionary<Guid, string> names = [];
    private readonly ILookup<Guid, Session> sessions;
    private readonly HashSet<Guid> charged = [];
    private readonly ILookup<Guid, IEvent> baselines;
    private readonly ILookup<Guid, IEvent> grants;
    private readonly Dictionary<string, Counted> counted = new(StringComparer.Ordinal);
    private readonly Counted supported;

    private sealed class Session(SessionLogged said, IEvent logged)
    {
        public SessionLogged Said => said;
        public IEvent Logged => logged;
        public int Minutes { get; set; } = said.Minutes;

        /// <summary>The countersignature that stands; a dispute or a correction after it takes it away.</summary>
        public IEvent? Confirmed { get; set; }
    }

    private ProgrammeEvaluation(Programme programme, IReadOnlyList<IEvent> facts, DateOnly until)
    {
        this.programme = programme;
        this.facts = facts;
        last = until < programme.Until ? until : programme.Until;
        codes = programme.Codes.Select(CodeOf).ToHashSet(StringComparer.Ordinal);
        foreach (var fact in facts.Select(e => e.Data))
            if (fact is OrganisationRegistered registered)
                names[registered.OrganisationId] = registered.Name;
            else if (fact is OrganisationRenamed renamed)
                names[renamed.OrganisationId] = renamed.Name;
            else if (fact is OrganisationMerged gone)
                merged[gone.OrganisationId] = gone.Into;
        sessions = Sessions().ToLookup(s => Root(s.Said.OrganisationId));
        baselines = facts
            .Where(e => e.Data is EnterpriseDiagnosed { Baseline: true })
            .ToLookup(e => Root(((EnterpriseDiagnosed)e.Data).OrganisationId));
        grants = facts
            .Where(e => e.Data is GrantAwardRecorded { Kind: GrantKind.FromTheProgramme } g && In(g.AwardedOn))
            .OrderBy(e => ((GrantAwardRecorded)e.Data).AwardedOn)
            .ThenBy(e => e.Sequence)
            .ToLookup(e => Root(((GrantAwardRecorded)e.Data).OrganisationId));
        var basis =
            programme.Rules?.Indicators.FirstOrDefault(i => i.Measure == Measure.EnterprisesSupported)
            ?? programme.Rules?.Indicators.FirstOrDefault(i => i.Measure == Measure.EnterprisesAdvised);
        supported = basis is null
            ? new Counted(IndicatorRules.Measures[0], [], [])
            : counted[basis.Code] = Enterprises(basis, withGrants: basis.Measure == Measure.EnterprisesSupported);
    }

    /// <summary>Every indicator of the programme, in the order of its rules.</summary>
    /// <param name="programme">The programme as it is set up.</param>
    /// <param name="facts">Everything about it, in the order of the log.</param>
    /// <param name="until">The last day whose events count.</param>
    public static IReadOnlyList<Counted> Of(Programme programme, IReadOnlyList<IEvent> facts, DateOnly until)
    {
        var evaluation = new ProgrammeEvaluation(programme, facts, until);
        return [.. programme.Indicators.Select(evaluation.Count)];
    }

    /// <summary>The one form of what time and people are charged to.</summary>
    public static string CodeOf(string code) => code.Trim().ToUpperInvariant();

    private Counted Count(Indicator indicator)
    {
        if (!counted.TryGetValue(indicator.Code, out var known))
            counted[indicator.Code] = known = indicator.Measure switch
            {
                Measure.EnterprisesSupported => Enterprises(indicator, withGrants: true),
                Measure.EnterprisesAdvised => Enterprises(indicator, withGrants: false),
                Measure.EnterprisesGranted => Granted(indicator),
                Measure.EnterprisesNew => ByAge(indicator, isNew: true),
                Measure.EnterprisesEstablished => ByAge(indicator, isNew: false),
                Measure.EmploymentIncrease => Employment(indicator),
                Measure.EntrepreneursReady => Entrepreneurs(indicator),
                Measure.EnterprisesInformed => Informed(indicator),
                Measure.Consortia => Consortia(indicator),
                Measure.MoneyWon => Won(indicator),
                Measure.PeopleConnected => People(indicator, e => e is CandidateIntroduced or PlacementStarted or JobStarted),
                Measure.PeopleInAJob => People(indicator, e => e is JobStarted),
                Measure.PeopleAfter26Weeks => People(indicator, e => e is RetentionConfirmed { Weeks: >= 26 }),
                Measure.ResearchersTrained => ByPartner(
                    indicator,
                    e => e.Data is ResearchTrainingCompleted f ? (f.ResearcherId, f.SupportOrganisationId, f.On) : null
                ),
                Measure.ResearchProjects => ByPartner(
                    indicator,
                    e => e.Data is ResearchCompleted f ? (f.ProjectId, f.SupportOrganisationId, f.On) : null
                ),
                Measure.Networks => ByPartner(
                    indicator,
                    e => e.Data is NetworkFormed f ? (f.NetworkId, f.SupportOrganisationId, f.On) : null
                ),
                _ => new Counted(indicator, [], []),
            };
        return known;
    }

    private IReadOnlyList<Output> Basis(Indicator indicator) =>
        indicator.Of is { } of && programme.Rules?.Find(of) is { } whole ? Count(whole).Outputs : supported.Outputs;

    private bool In(DateOnly day) => day >= programme.From && day <= last;

    private Guid Root(Guid organisation)
    {
        for (var steps = 0; steps < 10 && merged.TryGetValue(organisation, out var into); steps++)
            organisation = into;
        return organisation;
    }

    private string? NameOf(Guid organisation) => names.GetValueOrDefault(organisation);

    // Hours that count: confirmed by the enterprise, charged to this programme, and not claimed under another project before.
    private IEnumerable<Session> Sessions()
    {
        Dictionary<Guid, Session> all = [];
        foreach (var e in facts)
            switch (e.Data)
            {
                case SessionLogged f:
                    all[f.SessionId] = new Session(f, e);
                    break;
                case SessionWithdrawn f:
                    all.Remove(f.SessionId);
                    break;
                case SessionCountersigned f when all.TryGetValue(f.SessionId, out var session):
                    session.Confirmed = e;
                    break;
                case SessionDisputed f when all.TryGetValue(f.SessionId, out var session):
                    session.Confirmed = null;
                    break;
                case SessionCorrected f when all.TryGetValue(f.SessionId, out var session):
                    (session.Minutes, session.Confirmed) = (f.Minutes, null);
                    break;
            }
        charged.UnionWith(all.Values.Where(s => codes.Contains(CodeOf(s.Said.FunderProject))).Select(s => Root(s.Said.OrganisationId)));
        return all
            .Values.Where(s => s.Confirmed is not null && s.Minutes > 0)
            .GroupBy(s => (Root(s.Said.OrganisationId), s.Said.Adviser, s.Said.Date, s.Said.Kind, s.Minutes))
            .SelectMany(same => Once([.. same.OrderBy(s => s.Logged.Sequence)]))
            .Where(s => codes.Contains(CodeOf(s.Said.FunderProject)) && In(s.Said.Date))
            .OrderBy(s => s.Said.Date)
            .ThenBy(s => s.Logged.Sequence);
    }

    // The same hour charged to two projects belongs to the one it was charged to first.
    private static IEnumerable<Session> Once(IReadOnlyList<Session> same) =>
        same.Where(s => CodeOf(s.Said.FunderProject) == CodeOf(same[0].Said.FunderProject));

    private DateOnly? BaselineOf(Guid enterprise) => baselines[enterprise].Select(e => (DateOnly?)((EnterpriseDiagnosed)e.Data).AsAt).Min();

    private DateOnly? FirstSupport(Guid enterprise) =>
        sessions[enterprise]
            .Select(s => (DateOnly?)s.Said.Date)
            .Concat(grants[enterprise].Select(e => (DateOnly?)((GrantAwardRecorded)e.Data).AwardedOn))
            .Min();

    private DateOnly LastSupport(Output output) =>
        sessions[output.SubjectId]
            .Select(s => s.Said.Date)
            .Concat(grants[output.SubjectId].Select(e => ((GrantAwardRecorded)e.Data).AwardedOn))
            .Append(output.On)
            .Max();

    // By hours, or by what the programme gave it.
    private Counted Enterprises(Indicator indicator, bool withGrants)
    {
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        foreach (var enterprise in charged.Union(withGrants ? grants.Select(g => g.Key) : []).Order())
        {
            var baseline = BaselineOf(enterprise);
            var given = sessions[enterprise].Where(s => !indicator.BaselineRequired || s.Said.Date >= baseline).ToArray();
            var granted = grants[enterprise]
                .Where(e => !indicator.BaselineRequired || ((GrantAwardRecorded)e.Data).AwardedOn >= baseline)
                .ToArray();
            var hours = given.Sum(s => s.Minutes) / 60m;
            var byHours = indicator.Hours is { } needed ? Reached(given, s => s.Minutes / 60m, needed) : null;
            var byGrant =
                withGrants && indicator.Money is { } pounds
                    ? Reached(granted, e => ((GrantAwardRecorded)e.Data).Amount.Amount, pounds)
                    : null;
            DateOnly? on = (byHours?.Said.Date, ((GrantAwardRecorded?)byGrant?.Data)?.AwardedOn) switch
            {
                ({ } hour, { } grant) => hour < grant ? hour : grant,
                var (hour, grant) => hour ?? grant,
            };
            IEnumerable<IEvent> because =
            [
                .. baselines[enterprise],
                .. given.SelectMany(s => new[] { s.Logged, s.Confirmed! }),
                .. withGrants ? granted : [],
            ];
            if (on is { } day)
                outputs.Add(new Output(enterprise, NameOf(enterprise), day, 1, hours, InOrder(because)));
            else
                leftOut.Add(
                    new LeftOut(
                        enterprise,
                        NameOf(enterprise),
                        hours,
                        indicator.BaselineRequired && (baseline is null || given.Length < sessions[enterprise].Count() && given.Length == 0)
                            ? NoBaseline
                            : $"{Written(hours)} of {Written(indicator.Hours ?? 0)} hours"
                    )
                );
        }
        return new Counted(indicator, outputs, leftOut);
    }

    private Counted Granted(Indicator indicator)
    {
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        foreach (var group in grants.OrderBy(g => g.Key))
            if (Reached([.. group], e => ((GrantAwardRecorded)e.Data).Amount.Amount, indicator.Money ?? 0) is { } reached)
                outputs.Add(
                    new Output(group.Key, NameOf(group.Key), ((GrantAwardRecorded)reached.Data).AwardedOn, 1, null, InOrder(group))
                );
            else
                leftOut.Add(new LeftOut(group.Key, NameOf(group.Key), null, $"Grants of less than £{Written(indicator.Money ?? 0)}"));
        return new Counted(indicator, outputs, leftOut);
    }

    // The one that makes the sum enough; nothing of it is none, whatever is enough.
    private static T? Reached<T>(IReadOnlyList<T> each, Func<T, decimal> amount, decimal enough)
        where T : class
    {
        var sum = 0m;
        foreach (var one in each)
            if ((sum += amount(one)) >= enough && sum > 0)
                return one;
        return null;
    }

    private Counted ByAge(Indicator indicator, bool isNew)
    {
        var standings = facts
            .Where(e => e.Data is EnterpriseStandingRecorded)
            .GroupBy(e => Root(((EnterpriseStandingRecorded)e.Data).OrganisationId))
            .ToDictionary(g => g.Key, g => g.MaxBy(e => e.Sequence)!);
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        foreach (var output in Basis(indicator))
            if (!standings.TryGetValue(output.SubjectId, out var recorded))
                leftOut.Add(new LeftOut(output.SubjectId, output.Name, output.Hours, NotAsked));
            else if (((EnterpriseStandingRecorded)recorded.Data).RegisteredOn > LastSupport(output))
                leftOut.Add(new LeftOut(output.SubjectId, output.Name, output.Hours, TooLate));
            else if (
                IsNew(
                    (EnterpriseStandingRecorded)recorded.Data,
                    FirstSupport(output.SubjectId) ?? output.On,
                    indicator.NewWithinMonths ?? 12
                ) == isNew
            )
                outputs.Add(output with { Facts = InOrder(output.Facts.Append(recorded)) });
        return new Counted(indicator, outputs, leftOut);
    }

    /// <summary>
    /// Registered less than so many months before the first support, or during it, and nothing was there before: fixed by the first
    /// support, whatever comes later.
    /// </summary>
    internal static bool IsNew(EnterpriseStandingRecorded standing, DateOnly firstSupport, int months) =>
        !standing.Predecessor && standing.RegisteredOn > firstSupport.AddMonths(-months);

    private Counted Employment(Indicator indicator)
    {
        var observed = facts
            .Where(e => e.Data is GrowthObserved { Measure: GrowthMeasure.FullTimeEquivalents })
            .ToLookup(e => Root(((GrowthObserved)e.Data).OrganisationId));
        var later = facts.Where(e => e.Data is GrowthObservationVerified or GrowthObservationCorrected).ToLookup(e => e.StreamId);
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        foreach (var output in Basis(indicator))
        {
            var first = FirstSupport(output.SubjectId) ?? output.On;
            var staff = observed[output.SubjectId].Select(Observed).OrderBy(o => o.Said.AsAt).ToArray();
            if (staff.Length == 0)
                continue;
            var baseline = staff.LastOrDefault(o => o.Said.Baseline && o.Said.AsAt <= first);
            var latest = staff.LastOrDefault(o => o.Verified && !o.Said.Baseline && o.Said.AsAt <= last);
            if (baseline.Said is null)
                leftOut.Add(new LeftOut(output.SubjectId, output.Name, null, "There is no baseline of staff from before the support"));
            else if (latest.Said is null)
                leftOut.Add(new LeftOut(output.SubjectId, output.Name, null, "No later figure of staff has been verified"));
            else if (latest.Value > baseline.Value)
                outputs.Add(
                    new Output(
                        output.SubjectId,
                        output.Name,
                        latest.Said.AsAt,
                        latest.Value - baseline.Value,
                        null,
                        InOrder(baseline.Facts.Concat(latest.Facts))
                    )
                );
        }
        return new Counted(indicator, outputs, leftOut);

        (GrowthObserved Said, decimal Value, bool Verified, IEvent[] Facts) Observed(IEvent e)
        {
            var said = (GrowthObserved)e.Data;
            var (value, verified) = (said.Value, false);
            foreach (var fact in later[e.StreamId])
                (value, verified) = fact.Data is GrowthObservationCorrected corrected ? (corrected.Value, false) : (value, true);
            return (said, value, verified, [e, .. later[e.StreamId]]);
        }
    }

    private Counted Entrepreneurs(Indicator indicator)
    {
        var linked = facts
            .Select(e => e.Data)
            .OfType<EntrepreneurRegistered>()
            .GroupBy(f => f.EntrepreneurId)
            .ToDictionary(g => g.Key, g => Root(g.Last().OrganisationId));
        var enterprises = supported.Outputs.Select(o => o.SubjectId).ToHashSet();
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        foreach (
            var person in facts
                .Where(e => e.Data is EntrepreneurAssisted f && In(f.On))
                .GroupBy(e => ((EntrepreneurAssisted)e.Data).EntrepreneurId)
                .OrderBy(g => g.Key)
        )
        {
            IEvent[] given = [.. person.OrderBy(e => ((EntrepreneurAssisted)e.Data).On).ThenBy(e => e.Sequence)];
            var hours = given.Sum(e => ((EntrepreneurAssisted)e.Data).Minutes) / 60m;
            if (!indicator.AlsoClaimedAs && linked.TryGetValue(person.Key, out var own) && enterprises.Contains(own))
                leftOut.Add(new LeftOut(person.Key, null, hours, "Counted as an enterprise already"));
            else if (Reached(given, e => ((EntrepreneurAssisted)e.Data).Minutes / 60m, indicator.Hours ?? 0) is { } reached)
                outputs.Add(new Output(person.Key, null, ((EntrepreneurAssisted)reached.Data).On, 1, hours, given));
            else
                leftOut.Add(new LeftOut(person.Key, null, hours, $"{Written(hours)} of {Written(indicator.Hours ?? 0)} hours"));
        }
        return new Counted(indicator, outputs, leftOut);
    }

    private Counted Informed(Indicator indicator)
    {
        var elsewhere =
            indicator.NotIn is { } other && programme.Rules?.Find(other) is { } rule
                ? Count(rule).Outputs.Select(o => o.SubjectId).ToHashSet()
                : [];
        var all = Enterprises(indicator, withGrants: false);
        return all with
        {
            Outputs = [.. all.Outputs.Where(o => !elsewhere.Contains(o.SubjectId))],
            LeftOut =
            [
                .. all.LeftOut,
                .. all
                    .Outputs.Where(o => elsewhere.Contains(o.SubjectId))
                    .Select(o => new LeftOut(o.SubjectId, o.Name, o.Hours, $"Counted in {indicator.NotIn}", Elsewhere: true)),
            ],
        };
    }

    // From the day on which enough supported enterprises had come together in it.
    private Counted Consortia(Indicator indicator)
    {
        var enterprises = supported.Outputs.Select(o => o.SubjectId).ToHashSet();
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        foreach (var consortium in facts.Where(e => e.Data is ConsortiumProposed or PartnerJoined).GroupBy(e => e.StreamId))
        {
            HashSet<Guid> ours = [];
            List<IEvent> came = [];
            foreach (var e in consortium)
                if (
                    Root(e.Data is PartnerJoined joined ? joined.OrganisationId : ((ConsortiumProposed)e.Data).LeadId) is var member
                    && enterprises.Contains(member)
                    && ours.Count < (indicator.SupportedMembers ?? 1)
                    && ours.Add(member)
                )
                    came.Add(e);
            if (came.Count == 0 || !In(UkTime.DayOf(came[^1].Timestamp)))
                continue;
            var name = consortium.Select(e => e.Data).OfType<ConsortiumProposed>().FirstOrDefault()?.Name;
            if (ours.Count == (indicator.SupportedMembers ?? 1))
                outputs.Add(new Output(consortium.Key, name, UkTime.DayOf(came[^1].Timestamp), 1, null, came));
            else
                leftOut.Add(new LeftOut(consortium.Key, name, null, "Only one supported enterprise is in it"));
        }
        return new Counted(indicator, outputs, leftOut);
    }

    private Counted Won(Indicator indicator)
    {
        var enterprises = supported.Outputs.Select(o => o.SubjectId).ToHashSet();
        var confirmed = facts
            .Where(e => e.Data is HelpConfirmed)
            .GroupBy(e => ((HelpConfirmed)e.Data).AwardId)
            .ToDictionary(g => g.Key, g => g.ToLookup(e => Root(((HelpConfirmed)e.Data).OrganisationId)));
        List<Output> outputs = [];
        List<LeftOut> leftOut = [];
        var cancelled = facts.Select(e => e.Data).OfType<AwardCancelled>().Select(f => f.AwardId).ToHashSet();
        HashSet<(Guid, Guid)> seen = [];
        foreach (var e in facts)
            switch (e.Data)
            {
                case AwardConfirmed f when In(UkTime.DayOf(e.Timestamp)) && !cancelled.Contains(f.AwardId):
                    foreach (var (member, share, because) in OwnShares(f, e))
                        Add(f.AwardId, member, share, UkTime.DayOf(e.Timestamp), [e, .. because]);
                    break;
                case GrantAwardRecorded f when f.Kind != GrantKind.FromTheProgramme && In(f.AwardedOn):
                    Add(f.AwardId, f.OrganisationId, f.Amount, f.AwardedOn, [e]);
                    break;
            }
        return new Counted(indicator, outputs, leftOut);

        void Add(Guid award, Guid organisation, Money? share, DateOnly day, IEnumerable<IEvent> because)
        {
            var enterprise = Root(organisation);
            if (!enterprises.Contains(enterprise) || !seen.Add((award, organisation)))
                return;
            var subject = UuidV5.Of(award, organisation.ToString());
            if (share is not { Currency: Money.Pounds, Amount: var amount })
                leftOut.Add(new LeftOut(subject, NameOf(enterprise), null, "Its own share in pounds is not known"));
            else if (confirmed.GetValueOrDefault(award)?[enterprise].FirstOrDefault() is { } word)
                outputs.Add(new Output(subject, NameOf(enterprise), day, amount, null, InOrder(because.Append(word))));
            else
                leftOut.Add(new LeftOut(subject, NameOf(enterprise), null, NotConfirmed));
        }
    }

    // What each supplier has of an award: the whole where there is one, else its share by the terms agreed before the award.
    private IEnumerable<(Guid Member, Money? Share, IEnumerable<IEvent> Because)> OwnShares(AwardConfirmed award, IEvent at)
    {
        if (award.Suppliers is [var only])
            return [(only, award.Value, [])];
        var agreed = facts.LastOrDefault(e =>
            e.Data is ConsortiumAgreed f && f.ConsortiumId == award.ConsortiumId && e.Sequence < at.Sequence
        );
        var terms = facts
            .Select(e => e.Data)
            .OfType<TermsProposed>()
            .LastOrDefault(t => agreed?.Data is ConsortiumAgreed f && t.ConsortiumId == f.ConsortiumId && t.Edition == f.Edition);
        if (terms is null)
            return award.Suppliers.Select(s => (s, (Money?)null, Enumerable.Empty<IEvent>()));
        var parts = award.Value.Split([.. terms.Terms.Members.Select(m => m.Share.Percent)]);
        // What has passed to another since is the other's.
        var passed = facts.Where(e => e.Data is PartPassedOn p && p.BidId == award.BidId && e.Sequence < at.Sequence).ToArray();
        return terms
            .Terms.Members.Select((m, i) => (Has: passed.Aggregate(m.OrganisationId, Taken), Part: parts[i]))
            .GroupBy(p => p.Has)
            .Select(p =>
                (p.Key, (Money?)p.Select(part => part.Part).Aggregate((sum, part) => sum + part), passed.Prepend(agreed!).AsEnumerable())
            );

        static Guid Taken(Guid has, IEvent e) => e.Data is PartPassedOn p && p.OrganisationId == has ? p.TakenBy : has;
    }

    private Counted People(Indicator indicator, Func<object, bool> step)
    {
        var ours = facts
            .Select(e => e.Data)
            .OfType<CandidateRegistered>()
            .Where(f => f.Programme is { } code && codes.Contains(CodeOf(code)))
            .Select(f => f.CandidateId)
            .ToHashSet();
        var mistaken = facts
            .Select(e => e.Data)
            .OfType<IntroductionEnded>()
            .Where(f => f.Reason == IntroductionEnd.MadeByMistake)
            .Select(f => f.IntroductionId)
            .ToHashSet();
        return new Counted(
            indicator,
            [
                .. facts
                    .Where(e => step(e.Data))
                    .Select(e => (Fact: e, Step: StepOf(e.Data)))
                    .Where(s => ours.Contains(s.Step.Candidate) && !mistaken.Contains(s.Step.Introduction) && In(s.Step.On))
                    .GroupBy(s => s.Step.Candidate)
                    .OrderBy(g => g.Key)
                    .Select(g => g.OrderBy(s => s.Step.On).ThenBy(s => s.Fact.Sequence).First())
                    .Select(s => new Output(s.Step.Candidate, null, s.Step.On, 1, null, [s.Fact])),
            ],
            []
        );
    }

    private static (Guid Candidate, Guid Introduction, DateOnly On) StepOf(object fact) =>
        fact switch
        {
            CandidateIntroduced f => (f.CandidateId, f.IntroductionId, f.On),
            PlacementStarted f => (f.CandidateId, f.IntroductionId, f.On),
            JobStarted f => (f.CandidateId, f.IntroductionId, f.On),
            RetentionConfirmed f => (f.CandidateId, f.IntroductionId, f.On),
            _ => throw new InvalidOperationException($"{fact.GetType().Name} is no step of an introduction."),
        };

    private Counted ByPartner(Indicator indicator, Func<IEvent, (Guid Subject, Guid Organisation, DateOnly On)?> read)
    {
        var titles = facts
            .Select(e => e.Data)
            .Select(f =>
                f switch
                {
                    ResearchCommissioned c => (Of: c.ProjectId, c.Title),
                    ResearchProposed p => (Of: p.ProjectId, p.Title),
                    NetworkFormed n => (Of: n.NetworkId, Title: n.Name),
                    _ => (Of: Guid.Empty, Title: ""),
                }
            )
            .Where(t => t.Of != Guid.Empty)
            .DistinctBy(t => t.Of)
            .ToDictionary(t => t.Of, t => t.Title);
        return new Counted(
            indicator,
            [
                .. facts
                    .Select(e => (Fact: e, Done: read(e)))
                    .Where(d => d.Done is { } done && In(done.On) && OfAPartner(done.Organisation, done.On))
                    .GroupBy(d => d.Done!.Value.Subject)
                    .OrderBy(g => g.Key)
                    .Select(g => g.OrderBy(d => d.Done!.Value.On).ThenBy(d => d.Fact.Sequence).First())
                    .Select(d => new Output(
                        d.Done!.Value.Subject,
                        titles.GetValueOrDefault(d.Done.Value.Subject),
                        d.Done.Value.On,
                        1,
                        null,
                        [d.Fact]
                    )),
            ],
            []
        );
    }

    private bool OfAPartner(Guid organisation, DateOnly day) =>
        organisation == programme.LeadOrganisation || programme.Partners.Any(p => p.OrganisationId == organisation && p.On(day));

    private static IReadOnlyList<IEvent> InOrder(IEnumerable<IEvent> facts) => [.. facts.DistinctBy(e => e.Id).OrderBy(e => e.Sequence)];

    private static string Written(decimal number) => number.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
