using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// A stream that a programme may rest on: what it is charged to, and whom it is about: an organisation, a person by number, a programme.
/// </summary>
public sealed record ProgrammeSource(string? Code, IReadOnlyList<Guid> About);

/// <summary>Where the facts of a programme lie, so that they can be read together: the streams of other contexts too.</summary>
public sealed class ProgrammeSources : TableView<ProgrammeSource>
{
    public override string Name => "programme_sources";
    public override Composite Composite => Composites.Programmes;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["code"] = "((data ->> 'code')) where data ->> 'code' is not null",
            // Without a list of what is still to be sorted in: after many writes reading it would cost more than the whole table.
            ["about"] = "using gin ((data -> 'about')) with (fastupdate = off)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(EnterpriseStandingRecorded),
            typeof(EnterpriseWardRecorded),
            typeof(GrantAwardRecorded),
            typeof(HelpConfirmed),
            typeof(EntrepreneurAssisted),
            typeof(OutputEvidenceRecorded),
            typeof(PartnerReturnSubmitted),
            typeof(ProgrammeClaimed),
            typeof(AnchorReadinessAssessed),
            typeof(SessionLogged),
            typeof(EnquiryReceived),
            typeof(GrowthObserved),
            typeof(AwardConfirmed),
            typeof(ConsortiumProposed),
            typeof(PartnerJoined),
            typeof(PartPassedOn),
            typeof(CandidateRegistered),
            typeof(CandidateIntroduced),
            typeof(ResearcherRecruited),
            typeof(ResearchCommissioned),
            typeof(ResearchProposed),
            typeof(NetworkFormed),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ProgrammeSource? Apply(Guid key, ProgrammeSource? row, IEvent e) =>
        e.Data switch
        {
            EnterpriseStandingRecorded f => With(row, f.ProgrammeId, f.OrganisationId),
            EnterpriseWardRecorded f => With(row, f.ProgrammeId, f.OrganisationId),
            GrantAwardRecorded f => With(row, f.ProgrammeId, f.OrganisationId),
            HelpConfirmed f => With(row, f.ProgrammeId, f.OrganisationId),
            EntrepreneurAssisted f => With(row, f.ProgrammeId),
            OutputEvidenceRecorded f => With(row, f.ProgrammeId),
            PartnerReturnSubmitted f => With(row, f.ProgrammeId),
            ProgrammeClaimed f => With(row, f.ProgrammeId),
            AnchorReadinessAssessed f => With(row, f.ProgrammeId),
            SessionLogged f => new ProgrammeSource(CodeOf(f.FunderProject), [f.OrganisationId]),
            EnquiryReceived f => With(row, f.OrganisationId),
            GrowthObserved f => With(row, f.OrganisationId),
            AwardConfirmed f => With(row, [.. f.Suppliers]),
            ConsortiumProposed f => With(row, f.LeadId),
            PartnerJoined f => With(row, f.OrganisationId),
            PartPassedOn f => With(row, f.OrganisationId, f.TakenBy),
            CandidateRegistered { Programme: { } code } f => new ProgrammeSource(CodeOf(code), [f.CandidateId]),
            CandidateIntroduced f => With(row, f.CandidateId),
            ResearcherRecruited f => With(row, f.SupportOrganisationId),
            ResearchCommissioned f => With(row, f.SupportOrganisationId),
            ResearchProposed f => With(row, f.SupportOrganisationId),
            NetworkFormed f => With(row, f.SupportOrganisationId),
            _ => row,
        };

    // What is longer than any code can be is none, and would not fit the index.
    private static string? CodeOf(string said) => ProgrammeEvaluation.CodeOf(said) is { Length: <= 200 } code ? code : null;

    private static ProgrammeSource With(ProgrammeSource? row, params Guid[] about) =>
        new(row?.Code, [.. (row?.About ?? []).Concat(about).Distinct()]);
}
