using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

/// <summary>Support given to one enterprise, and what the enterprise has said of it.</summary>
public sealed record Session(Guid CaseId, Guid Organisation, int Minutes, DateOnly Date, bool Countersigned, bool Disputed)
    : IState<Session>
{
    public static Session Empty { get; } = new(Guid.Empty, Guid.Empty, 0, default, false, false);

    /// <summary>The import that declared it, if one did.</summary>
    public Guid? Import { get; init; }
    public bool Withdrawn { get; init; }

    public SessionKind Kind { get; init; }
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Whose time it took, from when to when; null where only its length was said.</summary>
    public SessionTimed? Timed { get; init; }

    /// <summary>Until when each of the links to countersign lasts that were mailed.</summary>
    public IReadOnlyList<DateTimeOffset> Links { get; init; } = [];

    public Session Evolve(object fact) =>
        fact switch
        {
            SessionLogged e => new Session(e.CaseId, e.OrganisationId, e.Minutes, e.Date, false, false)
            {
                Import = e.ImportId,
                Kind = e.Kind,
                Topics = e.Topics,
            },
            SessionCountersigned => this with { Countersigned = true, Disputed = false },
            SessionTimed e => this with { Timed = e },
            CountersignLinkSent e => this with { Links = [.. Links, e.Until] },
            SessionCorrected e => this with { Minutes = e.Minutes, Countersigned = false, Disputed = false },
            SessionDisputed => this with { Disputed = true },
            SessionWithdrawn => this with { Withdrawn = true },
            _ => this,
        };
}
