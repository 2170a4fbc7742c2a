using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>Since when an enterprise is registered, and whether it carries on what was there before in another form.</summary>
public sealed record EnterpriseStanding(BusinessRegister Register, DateOnly RegisteredOn, bool Predecessor, string? PredecessorName);

/// <summary>A grant or a contract that was won elsewhere than here.</summary>
public sealed record RecordedAward(Guid AwardId, GrantKind Kind, string From, Money Amount, DateOnly AwardedOn, string Reference);

/// <summary>One enterprise in one programme.</summary>
public sealed record ProgrammeEnterprise(Guid Programme, Guid Organisation) : IState<ProgrammeEnterprise>
{
    public static ProgrammeEnterprise Empty { get; } = new(Guid.Empty, Guid.Empty);

    public EnterpriseStanding? Standing { get; init; }
    public string? Ward { get; init; }
    public IReadOnlyList<RecordedAward> Awards { get; init; } = [];
    public IReadOnlySet<Guid> Confirmed { get; init; } = new HashSet<Guid>();

    public static Guid IdOf(Guid programme, Guid organisation) => UuidV5.Of(programme, $"enterprise:{organisation}");

    public ProgrammeEnterprise Evolve(object fact) =>
        fact switch
        {
            EnterpriseStandingRecorded e => this with
            {
                Programme = e.ProgrammeId,
                Organisation = e.OrganisationId,
                Standing = new EnterpriseStanding(e.Register, e.RegisteredOn, e.Predecessor, e.PredecessorName),
            },
            EnterpriseWardRecorded e => this with { Programme = e.ProgrammeId, Organisation = e.OrganisationId, Ward = e.PlaceCode },
            GrantAwardRecorded e => this with
            {
                Programme = e.ProgrammeId,
                Organisation = e.OrganisationId,
                Awards = [.. Awards, new RecordedAward(e.AwardId, e.Kind, e.From, e.Amount, e.AwardedOn, e.Reference)],
            },
            HelpConfirmed e => this with
            {
                Programme = e.ProgrammeId,
                Organisation = e.OrganisationId,
                Confirmed = new HashSet<Guid>([.. Confirmed, e.AwardId]),
            },
            _ => this,
        };
}

/// <summary>Somebody who may start an enterprise, by number.</summary>
public sealed record ProgrammeEntrepreneur(Guid Programme, Guid? Enterprise) : IState<ProgrammeEntrepreneur>
{
    public static ProgrammeEntrepreneur Empty { get; } = new(Guid.Empty, null);

    public IReadOnlySet<Guid> Sessions { get; init; } = new HashSet<Guid>();

    public ProgrammeEntrepreneur Evolve(object fact) =>
        fact switch
        {
            EntrepreneurAssisted e => this with { Programme = e.ProgrammeId, Sessions = new HashSet<Guid>([.. Sessions, e.SessionId]) },
            EntrepreneurRegistered e => this with { Enterprise = e.OrganisationId },
            _ => this,
        };
}
