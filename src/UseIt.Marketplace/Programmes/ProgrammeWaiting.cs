using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>What of programmes waits for a person: returns to write, returns and claims to decide, promises that fall due.</summary>
public sealed class ProgrammeWaiting(ProgrammeList programmes, ViewRows rows) : IToDoSource
{
    private const int Soon = 30;

    public TableView Rests => programmes;

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel)
    {
        if (who.Organisation is not { } own || !who.ActsFor(own, ProgrammeAccess.Delivering))
            return [];
        return [.. (await programmes.OfAsync(rows, own, null, ViewRows.LargestPage, cancel)).Items.SelectMany(p => Of(p, who, own, today))];
    }

    internal static IEnumerable<ToDo> Of(ProgrammeRow programme, Actor who, Guid own, DateOnly today)
    {
        var at = $"/programmes/{programme.ProgrammeId}";
        var over = Quarter.Over(programme.From, programme.Until, today).Reverse().ToArray();
        // What the lead itself does is in its claim.
        foreach (var part in programme.Partners.Where(p => p.OrganisationId == own && own != programme.LeadOrganisationId))
        {
            var owed = over.Where(q =>
                    part.IsIn(q) && programme.Return(part.PartnerId, q) is not (ReturnState.Submitted or ReturnState.Accepted)
                )
                .ToArray();
            if (owed is [var first, ..])
                yield return new ToDo(
                    programme.Return(part.PartnerId, first) == ReturnState.SentBack ? $"Mend and sign the return for {first}"
                        : owed.Length == 1 ? $"Return what you did in {first}"
                        : $"Return what you did in {owed.Length} quarters, first {first}",
                    programme.Title,
                    $"{at}/partners/{part.PartnerId}/returns/{first}"
                );
        }
        if (who.ActsFor(programme.LeadOrganisationId, ProgrammeAccess.Leading))
        {
            var toCheck = programme.Returns.Where(r => r.State == ReturnState.Submitted).ToArray();
            if (toCheck is [var only])
                yield return new ToDo(
                    "Check a partner’s return",
                    programme.Title,
                    $"{at}/partners/{only.PartnerId}/returns/{only.Quarter}"
                );
            else if (toCheck.Length > 1)
                yield return new ToDo($"Check {toCheck.Length} partners’ returns", programme.Title, $"{at}/desk");
            var unanswered = programme.Partners.Where(p => p is { Left: null, Sponsored: false } && p.Joined <= today).ToArray();
            if (unanswered is [var alone])
                yield return new ToDo($"Name a senior sponsor at {alone.Name}", programme.Title, $"{at}/partners/{alone.PartnerId}");
            else if (unanswered.Length > 1)
                yield return new ToDo($"Name a senior sponsor at each of {unanswered.Length} partners", programme.Title, $"{at}/desk");
            if (over.Where(q => programme.Claims.All(c => c.Quarter != q.ToString())).ToArray() is [var unclaimed, ..])
                yield return new ToDo($"Make the claim for {unclaimed}", programme.Title, $"{at}/claims/{unclaimed}");
        }
        foreach (var part in programme.Partners.Where(p => p.Owner == who.Person && p.Left is null))
        foreach (var promise in part.Promises.Where(p => p.Due <= today.AddDays(Soon)))
            yield return new ToDo(
                promise.ByPartner ? $"See whether {part.Name} kept a promise" : $"Keep a promise to {part.Name}",
                promise.What,
                $"{at}/partners/{part.PartnerId}",
                UkTime.StartOf(promise.Due.AddDays(1))
            );
    }
}
