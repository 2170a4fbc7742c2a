using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

public sealed record Session(Guid CaseId, Guid Organisation, int Minutes, DateOnly Date, bool Countersigned, bool Disputed)
    : IState<Session>
{
    public static Session Empty { get; } = new(Guid.Empty, Guid.Empty, 0, default, false, false);

    /// <summary>The import that declared it, if one did.</summary>
    public Guid? Import { get; init; }
    public bool Withdrawn { get; init; }

    public Session Evolve(object fact) =>
        fact switch
        {
            SessionLogged e => new Session(e.CaseId, e.OrganisationId, e.Minutes, e.Date, false, false) { Import = e.ImportId },
            SessionCountersigned => this with { Countersigned = true, Disputed = false },
            SessionCorrected e => this with { Minutes = e.Minutes, Countersigned = false, Disputed = false },
            SessionDisputed => this with { Disputed = true },
            SessionWithdrawn => this with { Withdrawn = true },
            _ => this,
        };
}
