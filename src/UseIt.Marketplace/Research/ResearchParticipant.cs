using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Research;

/// <summary>Somebody who takes part in research.</summary>
public sealed record ResearchParticipant(Guid SupportOrganisation, Guid Project, DateOnly WithdrawUntil, bool Withdrawn)
    : IState<ResearchParticipant>
{
    public static ResearchParticipant Empty { get; } = new(Guid.Empty, Guid.Empty, default, Withdrawn: false);

    public ResearchParticipant Evolve(object fact) =>
        fact switch
        {
            ResearchParticipantRecorded e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                Project = e.ProjectId,
                WithdrawUntil = e.WithdrawUntil,
            },
            ResearchParticipantWithdrew => this with { Withdrawn = true },
            _ => this,
        };
}
