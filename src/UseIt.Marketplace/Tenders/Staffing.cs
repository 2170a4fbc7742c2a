using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>Somebody who can do a duty on a day, in their own right or as a deputy.</summary>
public sealed record Standby(Guid Person, bool IsDeputy);

/// <summary>
/// The people of a buyer as a tender's separated duties need them: who wrote it, who may approve and open, who stands in, who is away. The
/// openers are there on the first working day on or after the deadline, an approver and evaluators at some time in the four weeks after.
/// </summary>
public sealed record Staff(
    IReadOnlyDictionary<Guid, IReadOnlySet<string>> Members,
    Deputies Deputies,
    Away Away,
    IReadOnlySet<Guid> Authors,
    IReadOnlySet<Guid> Owing
)
{
    private const int Weeks = 4;

    public static Refusal TooFewOpeners(int there, int needed, DateOnly day) =>
        new(
            "openers-left-too-few",
            "openers",
            $"{needed} people must open the bids on {UkTime.Display(day)}, and {there} of those named {(there == 1 ? "is" : "are")} there and not an author. Name others or move the deadline",
            new Dictionary<string, object?> { ["there"] = there, ["needed"] = needed }
        );

    public static Refusal NoApprover(DateOnly from, DateOnly until) =>
        new(
            "approvers-left-too-few",
            null,
            $"From {UkTime.Display(from)} to {UkTime.Display(until)} nobody is there who may approve the award: an approver who did not write the tender and owes their place to nobody who did. Give the role to somebody, or move the deadline"
        );

    public static async Task<Staff> LoadAsync(
        Guid tender,
        Guid buyer,
        IDocumentStore store,
        Memberships memberships,
        CancellationToken cancel
    )
    {
        var deputies = (await store.FetchAsync<Deputies>(UuidV5.Of(buyer, "delegations"), cancel)).State;
        var away = (await store.FetchAsync<Away>(UuidV5.Of(buyer, "absences"), cancel)).State;
        var now = await store.ClockAsync(cancel);
        // Who stands in for a duty that is their own anyway has it for good.
        var lent = deputies.All.Where(d => d.Until > now).ToArray();
        var own = (await store.FetchAsync<OwnRoles>(lent.Select(d => OwnRoles.IdOf(buyer, d.To)).Distinct(), cancel)).ToDictionary(
            r => r.Id,
            r => r.State.All
        );
        var members = await memberships.InAsync(buyer, cancel);
        var authors = await Authorship.OfAsync(store, tender, cancel);
        var owing = new HashSet<Guid>();
        foreach (var member in members.Where(m => m.Roles.Contains(Roles.Approver)))
            if (await Independence.IsMissingAsync(store, buyer, member.Person, authors, cancel))
                owing.Add(member.Person);
        return new Staff(
            members.ToDictionary(m => m.Person, m => (IReadOnlySet<string>)m.Roles.ToHashSet(StringComparer.Ordinal)),
            new Deputies([.. lent.Where(d => !own[OwnRoles.IdOf(buyer, d.To)].Contains(d.Duty))]),
            away,
            authors,
            owing
        );
    }

    /// <summary>The day on which bids can be opened.</summary>
    public static DateOnly OpeningDay(DateTimeOffset deadline)
    {
        var day = UkTime.DayOf(deadline);
        for (var n = 0; n < 14 && WorkingDays.EnglandAndWales.IsWorkingDay(day).Is(out bool works) && !works; n++)
            day = day.AddDays(1);
        return day;
    }

    public static DateOnly Until(DateOnly opening) => opening.AddDays(7 * Weeks);

    /// <summary>Who could do a duty on a day: whoever has it then, and is there.</summary>
    public IReadOnlyList<Standby> On(DateOnly day, string duty) =>
        [
            .. Members
                .Where(m => m.Value.Contains(duty) && !Away.Is(m.Key, day))
                .Select(m => (m.Key, Lent: Lent(m.Key, duty)))
                .Where(m => m.Lent is null || UkTime.DayOf(m.Lent.Until) > day)
                .Select(m => new Standby(m.Key, m.Lent is not null)),
        ];

    /// <summary>Who could do a duty on some day from one to another.</summary>
    public IReadOnlyList<Standby> Between(DateOnly from, DateOnly until, string duty) =>
        [.. Enumerable.Range(0, until.DayNumber - from.DayNumber + 1).SelectMany(n => On(from.AddDays(n), duty)).DistinctBy(s => s.Person)];

    /// <summary>The named openers who are left on the day of the opening.</summary>
    public IReadOnlyList<Guid> Openers(Tender tender, DateOnly day) =>
        [.. tender.Openers.Where(o => !Authors.Contains(o)).Intersect(On(day, Roles.Opener).Select(s => s.Person))];

    /// <summary>Who could approve the award.</summary>
    public IReadOnlyList<Standby> Approvers(DateOnly opening) =>
        [.. Between(opening, Until(opening), Roles.Approver).Where(s => !Authors.Contains(s.Person) && !Owing.Contains(s.Person))];

    /// <summary>Which duty would be left without enough different people.</summary>
    public IEnumerable<Refusal> Missing(Tender tender)
    {
        if (tender.Deadline is not { } deadline || tender.Openers.Count == 0)
            yield break;
        var opening = OpeningDay(deadline);
        if (Openers(tender, opening).Count is var there && there < tender.OpenersNeeded)
            yield return TooFewOpeners(there, tender.OpenersNeeded, opening);
        if (Approvers(opening).Count == 0)
            yield return NoApprover(opening, Until(opening));
    }

    // Somebody who has the duty only because a colleague handed it over for a time.
    private DelegationGiven? Lent(Guid person, string duty) =>
        Deputies.All.Where(d => d.To == person && d.Duty == duty).MaxBy(d => d.Until);
}
