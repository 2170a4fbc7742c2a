using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>What a message asked for has been done, by whomever: it is new to nobody any more, and goes into no mail.</summary>
public sealed class SettleMessages()
    : Reaction(
        "settle_messages",
        typeof(PartnerJoined),
        typeof(PartnerDeclined),
        typeof(TermsAccepted),
        typeof(BidSubmitted),
        typeof(QuestionAnswered),
        typeof(QuestionDeclined),
        typeof(BidsOpened),
        typeof(DeadlineExtended),
        typeof(ClarificationAnswered),
        typeof(AwardProposed),
        typeof(AwardApproved),
        typeof(AwardRejected),
        typeof(AwardConfirmed),
        typeof(ContractSigned),
        typeof(CaseAccepted),
        typeof(SessionCountersigned),
        typeof(SessionDisputed),
        typeof(CaseReviewAnswered),
        typeof(AdviserIntroductionAnswered),
        typeof(WorkshopSignedUp),
        typeof(WorkshopCancelled),
        typeof(MembershipAccepted),
        typeof(EvidenceRecorded),
        typeof(CommitmentLapsed)
    )
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            PartnerJoined f => Settled(f.ConsortiumId, f.OrganisationId, "partner-invited"),
            PartnerDeclined f => Settled(f.ConsortiumId, f.OrganisationId, "partner-invited"),
            TermsAccepted f => Settled(f.ConsortiumId, f.OrganisationId, "terms-proposed"),
            BidSubmitted f => Settled(f.BidId, null, [.. WarnBiddersHandler.Before.Select(b => b.Kind)]),
            QuestionAnswered f => Settled(f.QuestionId, null, "question-asked"),
            QuestionDeclined f => Settled(f.QuestionId, null, "question-asked"),
            BidsOpened f => Settled(f.TenderId, null, "tender-closed"),
            DeadlineExtended f => Settled(f.TenderId, null, "extension-proposed"),
            ClarificationAnswered f => Settled(f.BidId, null, "clarification-asked"),
            AwardProposed f => Settled(f.TenderId, null, "bids-opened", "clarification-answered", "award-sent-back"),
            AwardApproved f => Settled(f.AwardId, null, "award-proposed"),
            AwardRejected f => Settled(f.AwardId, null, "award-proposed"),
            AwardConfirmed f => Settled(f.TenderId, null, "standstill-ended"),
            ContractSigned f => Settled(f.ContractId, null, "contract-prepared"),
            CaseAccepted f => Settled(f.CaseId, f.OrganisationId, "case-opened"),
            SessionCountersigned f => Settled(f.SessionId, f.OrganisationId, "session-logged", MailCountersignLinkHandler.Kind),
            SessionDisputed f => Settled(f.SessionId, f.OrganisationId, "session-logged", MailCountersignLinkHandler.Kind),
            CaseReviewAnswered f => Settled(UuidV5.Of(f.CaseId, $"review:{f.Months}"), f.OrganisationId, "review-made"),
            AdviserIntroductionAnswered f => Settled(f.AdviserIntroductionId, f.OrganisationId, "introduction-proposed"),
            WorkshopSignedUp f => Settled(f.WorkshopId, f.OrganisationId, "workshop-invited"),
            WorkshopCancelled f => Settled(f.WorkshopId, null, "workshop-invited"),
            // A reminder that comes after it knew of it, and that it was not enough.
            EvidenceRecorded f => [(new SettleMessage(f.CommitmentId, [.. RemindOfCommitmentHandler.Kinds], Before: e.Timestamp), null)],
            CommitmentLapsed f => Settled(f.CommitmentId, null, [.. RemindOfCommitmentHandler.Kinds]),
            MembershipAccepted f => [(new SettleMessage(f.OrganisationId, ["membership-invited"], PersonId: f.PersonId), null)],
            _ => [],
        };

    private static IEnumerable<(object Message, DateTimeOffset? Due)> Settled(Guid subject, Guid? organisation, params string[] kinds) =>
        [(new SettleMessage(subject, kinds, organisation), null)];
}

/// <summary>
/// Marks messages of these kinds about something as seen: everybody's, or one organisation's or person's alone; where an instant is given,
/// those from before it.
/// </summary>
public sealed record SettleMessage(
    Guid Subject,
    IReadOnlyList<string> Kinds,
    Guid? OrganisationId = null,
    Guid? PersonId = null,
    DateTimeOffset? Before = null
) : Message, IEffect;

public static class SettleMessageHandler
{
    public static async Task Handle(SettleMessage message, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            update notifications.inbox set read_at = events.clock(), mail_due = null
            where subject = $1 and kind = any($2) and read_at is null
            and ($3 is null or organisation = $3) and ($4 is null or person = $4) and ($5 is null or at <= $5)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.Subject });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. message.Kinds] });
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)message.OrganisationId ?? DBNull.Value }
        );
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)message.PersonId ?? DBNull.Value });
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)message.Before?.UtcDateTime ?? DBNull.Value }
        );
        await command.ExecuteNonQueryAsync(cancel);
    }
}
