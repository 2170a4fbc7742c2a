using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Developments;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Funding;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Webhooks;

namespace UseIt.Marketplace.Notifications;

/// <summary>Which facts somebody is told of, and who.</summary>
public sealed class TellThoseConcerned()
    : Reaction(
        "tell_those_concerned",
        typeof(PartnerInvited),
        typeof(PartnerJoined),
        typeof(PartnerDeclined),
        typeof(PartnerLeft),
        typeof(TermsProposed),
        typeof(ConsortiumAgreed),
        typeof(ConsortiumDissolved),
        typeof(BidSubmitted),
        typeof(LateBidRefused),
        typeof(QuestionAsked),
        typeof(QuestionAnswered),
        typeof(QuestionDeclined),
        typeof(ApprovalAsked),
        typeof(TenderUnsuccessful),
        typeof(AwardCancelled),
        typeof(TenderDocumentAttached),
        typeof(TenderAmended),
        typeof(TenderWithdrawn),
        typeof(DeadlineExtensionProposed),
        typeof(DeadlineExtended),
        typeof(ClosingDeferred),
        typeof(TenderClosed),
        typeof(BidsOpened),
        typeof(ClarificationAsked),
        typeof(ClarificationAnswered),
        typeof(MemberStoodBack),
        typeof(PartTakeOverOffered),
        typeof(DepartureDecided),
        typeof(ReplacementNamed),
        typeof(ReplacementDeclined),
        typeof(PartPassedOn),
        typeof(AwardProposed),
        typeof(AwardRejected),
        typeof(SummariesSent),
        typeof(StandstillSuspended),
        typeof(StandstillEnded),
        typeof(ContractPrepared),
        typeof(ContractSigned),
        typeof(SessionLogged),
        typeof(CaseReviewed),
        typeof(AdviserIntroductionProposed),
        typeof(AdviserIntroductionMade),
        typeof(WorkshopInvited),
        typeof(WorkshopCancelled),
        typeof(CourseClosed),
        typeof(EnquiryReceived),
        typeof(GrantApplied),
        typeof(GrantRejected),
        typeof(GrantOffered),
        typeof(GrantAccepted),
        typeof(GrantDeclined),
        typeof(GrantDrawdownAsked),
        typeof(GrantDrawdownPaid),
        typeof(GrantDrawdownRefused),
        typeof(ObligationPassedOn),
        typeof(PassedOnDelivered),
        typeof(PassedOnRejected),
        typeof(OrganisationSuspended),
        typeof(OrganisationClosed),
        typeof(AdministratorProposed),
        typeof(AdministratorConfirmed),
        typeof(ScheduledReportSent),
        typeof(WorkFound),
        typeof(WebhookDisabled)
    )
{
    private static readonly string[] Bidding = [Roles.BidManager, Roles.Signatory];
    private static readonly string[] Buying = [Roles.Author, Roles.Approver];
    private static readonly string[] EnterprisePeople = [Roles.Member, Roles.Signatory, Roles.BidManager];
    private static readonly string[] CaseAnswerers = [Roles.BidManager, Roles.OrganisationAdministrator];

    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        [
            .. Told(e).Select(told => ((object)(told with { Cause = e.Id, Position = e.Sequence }), (DateTimeOffset?)null)),
            .. Found(e).Select(found => (At(found, e.Sequence), (DateTimeOffset?)null)),
        ];

    private static object At(object found, long position) =>
        found switch
        {
            NotifyAboutTender about => about with { Position = position },
            NotifyTeam team => team with { Position = position },
            NotifyAsker asker => asker with { Position = position },
            NotifyOfAward award => award with { Position = position },
            _ => found,
        };

    // Whom it concerns is not in the fact.
    private static IEnumerable<object> Found(IEvent e) =>
        e.Data switch
        {
            ScheduledReportSent { ReportId: { } report } f => f.SentTo.Select(p => new NotifyReader(e.Id, f.OrganisationId, p, report)),
            WorkFound f => [new NotifySearcher(e.Id, f.SearchId, f.PersonId, f.OrganisationId, f.After)],
            PartnerJoined f => [new NotifyTeam(e.Id, f.ConsortiumId, null, "partner-joined")],
            PartnerDeclined f => [new NotifyTeam(e.Id, f.ConsortiumId, null, "partner-declined")],
            PartnerLeft f => [new NotifyTeam(e.Id, f.ConsortiumId, null, "partner-left")],
            ConsortiumDissolved f => [new NotifyTeam(e.Id, f.ConsortiumId, null, "consortium-dissolved")],
            LateBidRefused f => [new NotifyTeam(e.Id, null, f.BidId, "bid-late")],
            QuestionAsked f => [new NotifyAboutTender(e.Id, f.TenderId, "question-asked", [Roles.Author], false, f.QuestionId)],
            QuestionDeclined f => [new NotifyAsker(e.Id, f.QuestionId, f.TenderId)],
            QuestionAnswered f => [new NotifyAboutTender(e.Id, f.TenderId, "question-answered", [], true)],
            ApprovalAsked f => [new NotifyAboutTender(e.Id, f.TenderId, "draft-complete", [Roles.Approver], false)],
            TenderUnsuccessful f => [new NotifyAboutTender(e.Id, f.TenderId, "lot-ended", [], true)],
            AwardCancelled f => [new NotifyOfAward(e.Id, f.AwardId)],
            TenderDocumentAttached f => [new NotifyAboutTender(e.Id, f.TenderId, "document-added", [], true)],
            TenderAmended f => [new NotifyAboutTender(e.Id, f.TenderId, "tender-amended", [], true)],
            TenderWithdrawn f => [new NotifyAboutTender(e.Id, f.TenderId, "tender-withdrawn", [], true)],
            DeadlineExtensionProposed f => [new NotifyAboutTender(e.Id, f.TenderId, "extension-proposed", [Roles.Approver], false)],
            DeadlineExtended f => [new NotifyAboutTender(e.Id, f.TenderId, "deadline-moved", [], true)],
            ClosingDeferred f => [new NotifyAboutTender(e.Id, f.TenderId, "closing-deferred", [Roles.Author, Roles.Opener], true)],
            AwardRejected f => [new NotifyAboutTender(e.Id, f.TenderId, "award-sent-back", [Roles.Author], false)],
            StandstillSuspended f => [new NotifyAboutTender(e.Id, f.TenderId, "award-suspended", [Roles.Author, Roles.Approver], false)],
            StandstillEnded f => [new NotifyAboutTender(e.Id, f.TenderId, "standstill-ended", [Roles.Author, Roles.Approver], false)],
            CourseClosed f => [new NotifyOfCourse(e.Id, f.CourseId, f.SupportOrganisationId, f.By)],
            OrganisationSuspended f => [new NotifyOfSupplier(e.Id, f.OrganisationId)],
            OrganisationClosed f => [new NotifyOfSupplier(e.Id, f.OrganisationId)],
            _ => [],
        };

    private static IEnumerable<NotifyMembers> Told(IEvent e) =>
        e.Data switch
        {
            PartnerInvited f => [Tell(f.OrganisationId, Bidding, "partner-invited", f.ConsortiumId, $"/consortia/{f.ConsortiumId}")],
            TermsProposed f => f.Terms.Members.Select(m =>
                Tell(m.OrganisationId, Bidding, "terms-proposed", f.ConsortiumId, $"/consortia/{f.ConsortiumId}")
            ),
            ConsortiumAgreed f => f.Members.Select(m =>
                Tell(m, Bidding, "consortium-agreed", f.ConsortiumId, $"/consortia/{f.ConsortiumId}")
            ),
            BidSubmitted f => f
                .Members.Append(f.LeadId)
                .Distinct()
                .Select(m => Tell(m, Bidding, "bid-submitted", f.BidId, $"/bids/{f.BidId}")),
            TenderClosed f => [Tell(f.BuyerId, [Roles.Opener], "tender-closed", f.TenderId, $"/buyer/tenders/{f.TenderId}")],
            BidsOpened f => [Tell(f.BuyerId, [Roles.Evaluator, Roles.Author], "bids-opened", f.TenderId, $"/buyer/tenders/{f.TenderId}")],
            // Everybody in the bid is asked; what is wanted stands behind the link.
            ClarificationAsked f => f.Asked.SelectMany(b =>
                b.Members.Append(b.LeadId)
                    .Distinct()
                    .Select(m => Tell(m, [Roles.Member, .. Bidding], "clarification-asked", b.BidId, $"/bids/{b.BidId}/questions"))
            ),
            ClarificationAnswered f =>
            [
                Tell(
                    f.BuyerId,
                    [Roles.Author, Roles.Evaluator],
                    "clarification-answered",
                    f.TenderId,
                    $"/evaluations/{f.EvaluationId}/questions"
                ),
            ],
            // Before the opening a buyer learns nothing of who bids.
            MemberStoodBack f =>
            [
                Tell(f.LeadId, Bidding, "member-stood-back", f.BidId, $"/bids/{f.BidId}/people"),
                .. f.Opened ? (NotifyMembers[])[Tell(f.BuyerId, Buying, "supplier-stood-back", f.TenderId, People(f.TenderId))] : [],
            ],
            PartTakeOverOffered f => [Tell(f.BuyerId, [Roles.Approver], "take-over-offered", f.TenderId, People(f.TenderId))],
            DepartureDecided f =>
            [
                Tell(f.LeadId, Bidding, "departure-decided", f.BidId, $"/bids/{f.BidId}/people"),
                .. f.OrganisationId == f.LeadId
                    ? []
                    : (NotifyMembers[])[Tell(f.OrganisationId, Bidding, "departure-decided", f.BidId, $"/bids/{f.BidId}")],
            ],
            ReplacementNamed f => [Tell(f.ReplacementId, Bidding, "replacement-asked", f.BidId, $"/bids/{f.BidId}/people")],
            ReplacementDeclined f =>
            [
                Tell(f.LeadId, Bidding, "replacement-declined", f.BidId, $"/bids/{f.BidId}/people"),
                Tell(f.BuyerId, Buying, "replacement-declined", f.TenderId, People(f.TenderId)),
            ],
            PartPassedOn f =>
            [
                Tell(f.LeadId, Bidding, "part-passed-on", f.BidId, $"/bids/{f.BidId}/people"),
                Tell(f.BuyerId, Buying, "part-passed-on", f.TenderId, People(f.TenderId)),
            ],
            AwardProposed f => [Tell(f.BuyerId, [Roles.Approver], "award-proposed", f.AwardId, $"/awards/{f.AwardId}")],
            SummariesSent f => f.Recipients.Select(r =>
                Tell(r.OrganisationId, Bidding, "summary-ready", f.AwardId, $"/awards/{f.AwardId}")
            ),
            ContractPrepared f => f
                .Suppliers.Append(f.BuyerId)
                .Distinct()
                .Select(p =>
                    Tell(p, [Roles.Signatory, Roles.ContractManager], "contract-prepared", f.ContractId, $"/contracts/{f.ContractId}")
                ),
            ContractSigned f => f
                .Suppliers.Append(f.BuyerId)
                .Distinct()
                .Select(p =>
                    Tell(p, [Roles.Signatory, Roles.ContractManager], "contract-signed", f.ContractId, $"/contracts/{f.ContractId}")
                ),
            // Of a whole file it is told once, by the case; its hours stand on the line.
            SessionLogged { ImportId: null } f =>
            [
                Tell(f.OrganisationId, [Roles.Signatory, Roles.Member], "session-logged", f.SessionId, $"/line/{f.OrganisationId}"),
            ],
            CaseReviewed f =>
            [
                Tell(
                    f.OrganisationId,
                    EnterprisePeople,
                    "review-made",
                    RemindOfReviewHandler.SubjectOf(f.CaseId, f.Months),
                    $"/line/{f.OrganisationId}"
                ),
            ],
            AdviserIntroductionProposed f => Introduced(f.AdviserIntroductionId, "introduction-proposed", f.EnterpriseId, f.OtherId),
            AdviserIntroductionMade f => Introduced(f.AdviserIntroductionId, "introduction-made", f.EnterpriseId, f.OtherId),
            WorkshopInvited f => [Tell(f.OrganisationId, EnterprisePeople, "workshop-invited", f.WorkshopId, $"/workshops/{f.WorkshopId}")],
            WorkshopCancelled f => f.Organisations.Select(o =>
                Tell(o, EnterprisePeople, "workshop-cancelled", f.WorkshopId, $"/workshops/{f.WorkshopId}")
            ),
            EnquiryReceived f => [Tell(f.OrganisationId, CaseAnswerers, "case-opened", f.CaseId, $"/line/{f.OrganisationId}")],
            GrantApplied f => [Tell(f.FunderId, GrantAccess.Panel, "grant-applied", f.GrantId, Grant(f.GrantId))],
            GrantRejected f => [Tell(f.ApplicantId, GrantAccess.Applying, "grant-rejected", f.GrantId, Grant(f.GrantId))],
            GrantOffered f => [Tell(f.ApplicantId, GrantAccess.Applying, "grant-offered", f.GrantId, Grant(f.GrantId))],
            GrantAccepted f => [Tell(f.FunderId, [Roles.ProgrammeManager], "grant-accepted", f.GrantId, Grant(f.GrantId))],
            GrantDeclined f => [Tell(f.FunderId, [Roles.ProgrammeManager], "grant-declined", f.GrantId, Grant(f.GrantId))],
            GrantDrawdownAsked f => [Tell(f.FunderId, [Roles.ProgrammeManager], "drawdown-asked", f.DrawdownId, Grant(f.GrantId))],
            GrantDrawdownPaid f => [Tell(f.ApplicantId, GrantAccess.Applying, "drawdown-paid", f.DrawdownId, Grant(f.GrantId))],
            GrantDrawdownRefused f => [Tell(f.ApplicantId, GrantAccess.Applying, "drawdown-refused", f.DrawdownId, Grant(f.GrantId))],
            ObligationPassedOn f => [TellOfFlow(f.ToId, "obligation-passed-on", f.FlowId, f.DevelopmentId, f.FlowId)],
            PassedOnDelivered f => [TellOfFlow(f.FromId, "passed-on-delivered", f.DeliveryId, f.DevelopmentId, f.FlowId)],
            PassedOnRejected f => [TellOfFlow(f.ToId, "passed-on-rejected", f.DeliveryId, f.DevelopmentId, f.FlowId)],
            WebhookDisabled f =>
            [
                Tell(
                    f.OrganisationId,
                    [Roles.OrganisationAdministrator],
                    "webhook-disabled",
                    f.WebhookId,
                    $"/organisation/webhooks/{f.WebhookId}"
                ),
            ],
            // Whoever is there: an organisation that needs this may have no administrator left.
            AdministratorProposed f => [Tell(f.OrganisationId, [.. Roles.All], "administrator-proposed", f.OrganisationId, "/account")],
            AdministratorConfirmed f => [Tell(f.OrganisationId, [.. Roles.All], "administrator-confirmed", f.OrganisationId, "/account")],
            _ => [],
        };

    private static IEnumerable<NotifyMembers> Introduced(Guid introduction, string kind, params Guid[] both) =>
        both.Select(o => Tell(o, [.. AdviserIntroductionRow.Answerers], kind, introduction, $"/adviser-introductions/{introduction}"));

    private static NotifyMembers TellOfFlow(Guid organisation, string kind, Guid subject, Guid development, Guid flow) =>
        Tell(organisation, DevelopmentAccess.Building, kind, subject, $"/developments/{development}/flows/{flow}");

    private static string Grant(Guid grant) => $"/grants/{grant}";

    private static string People(Guid tender) => $"/buyer/tenders/{tender}/people";

    private static NotifyMembers Tell(Guid organisation, string[] roles, string kind, Guid subject, string link) =>
        new(Guid.Empty, organisation, roles, kind, subject, link);
}
