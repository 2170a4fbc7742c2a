using System.Text.Json;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests;

/// <summary>Given facts, when an act, then facts or a refusal: decisions in memory.</summary>
public static class Spec
{
    public static Given<T> Given<T>(params object[] facts)
        where T : class, IState<T> => new(facts.Aggregate(T.Empty, (state, fact) => state.Evolve(fact)), facts.Length);
}

public sealed class Given<T>(T state, int version)
    where T : class, IState<T>
{
    public Then When(Func<T, Decision> act) => new(act(state));

    public Then When(Func<Stream<T>, Decision> act) => new(act(new Stream<T>(Guid.Empty, version, state)));
}

public sealed class Then(Decision decision)
{
    public Decision Decision { get; } = decision;

    /// <summary>Exactly these facts, compared by what would be stored.</summary>
    public void Facts(params object[] expected)
    {
        Assert.Empty(Decision.Refusals);
        Assert.Equal(expected.Select(Stored), Decision.Events.Select(Stored));
    }

    public void Nothing() => Facts();

    public void Refused(params string[] codes) => Assert.Equal(codes, Decision.Refusals.Select(r => r.Code));

    private static string Stored(object fact) =>
        $"{fact.GetType().Name} {JsonSerializer.Serialize(fact, fact.GetType(), EventJson.Options)}";
}
