using System.Text.Json;
using System.Text.Json.Serialization;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>The periods of one edition of the rules, the day it is in force from, and where each comes from.</summary>
public sealed record CommunityValueEdition(
    string Name,
    DateOnly From,
    int DecisionWeeks,
    int ListingYears,
    int InterimWeeks,
    int MoratoriumMonths,
    int ProtectedMonths,
    IReadOnlyDictionary<string, string> Sources
);

/// <summary>What has happened to an asset, in days.</summary>
public sealed record CommunityValueFacts(DateOnly? Nominated, bool? Listed, DateOnly? Decided, DateOnly? Notice, DateOnly? BidRequested)
{
    /// <summary>After one more fact; null where the fact says nothing of it. A new nomination begins anew.</summary>
    public CommunityValueFacts? After(object fact) =>
        fact switch
        {
            CommunityValueNominated e => new CommunityValueFacts(e.On, null, null, null, null),
            CommunityValueDecided e => this with { Listed = e.Listed, Decided = e.On },
            DisposalNoticeReceived e => this with { Notice = e.On, BidRequested = null },
            CommunityBidRequested e => this with { BidRequested = e.On },
            _ => null,
        };
}

/// <summary>
/// The days that follow. All periods of a disposal run from the day the council received the owner's notice; the long one holds only where
/// an eligible group asked within the short one.
/// </summary>
public sealed record CommunityValueDays(
    DateOnly? DecisionDue,
    DateOnly? ListingLapses,
    DateOnly? RequestsUntil,
    DateOnly? MoratoriumUntil,
    DateOnly? ProtectedUntil
);

/// <summary>Dated rules for assets of community value: data, chosen by the day of what they are about, never by the clock.</summary>
public static class CommunityValueRules
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<IReadOnlyList<CommunityValueEdition>> Shipped = new(() =>
    {
        using var file =
            typeof(CommunityValueRules).Assembly.GetManifestResourceStream("community-value.json")
            ?? throw new InvalidOperationException("community-value.json is missing.");
        return JsonSerializer.Deserialize<IReadOnlyList<CommunityValueEdition>>(file, Reading)!;
    });

    public static IReadOnlyList<CommunityValueEdition> Editions => Shipped.Value;

    /// <summary>The edition in force on a day; null before there was one.</summary>
    public static CommunityValueEdition? On(DateOnly day, IReadOnlyList<CommunityValueEdition> editions) =>
        editions.Where(e => e.From <= day).MaxBy(e => e.From);

    public static CommunityValueDays Of(CommunityValueFacts facts, IReadOnlyList<CommunityValueEdition> editions)
    {
        var (nominated, listed) = (Edition(facts.Nominated), facts.Listed == true ? facts.Decided : null);
        var notice = Edition(facts.Notice);
        var requestsUntil = notice is { } n ? facts.Notice!.Value.AddDays(7 * n.InterimWeeks) : (DateOnly?)null;
        return new CommunityValueDays(
            facts.Decided is null && nominated is { } due ? facts.Nominated!.Value.AddDays(7 * due.DecisionWeeks) : null,
            listed is { } since && Edition(since) is { } lasting ? since.AddYears(lasting.ListingYears) : null,
            requestsUntil,
            notice is { } full && facts.BidRequested <= requestsUntil ? facts.Notice!.Value.AddMonths(full.MoratoriumMonths) : null,
            notice is { } whole ? facts.Notice!.Value.AddMonths(whole.ProtectedMonths) : null
        );

        CommunityValueEdition? Edition(DateOnly? day) => day is { } on ? On(on, editions) : null;
    }
}
