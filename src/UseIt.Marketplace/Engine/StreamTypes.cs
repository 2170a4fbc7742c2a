using System.Reflection;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The state type that gives a stream its name in the log: Marten names a stream after a type, and a small state of another's stream is not
/// called like it.
/// </summary>
public sealed class StreamTypes
{
    private readonly Dictionary<string, Type> owners = new(StringComparer.Ordinal);

    /// <summary>Reads the states of the assemblies.</summary>
    /// <exception cref="InvalidOperationException">A state is folded from streams that no state gives their name.</exception>
    public StreamTypes(params IEnumerable<Assembly> assemblies)
    {
        var states = assemblies.SelectMany(a => a.GetTypes()).Where(IsState).ToArray();
        foreach (var state in states)
            if (NameOf(state) == EventTypes.SnakeCase(state.Name))
                owners[NameOf(state)] = state;
        foreach (var state in states)
            if (!owners.ContainsKey(NameOf(state)))
                throw new InvalidOperationException($"No state is called like the streams of {state.FullName} ({NameOf(state)}).");
    }

    /// <summary>Whether it is the state of a stream.</summary>
    internal static bool IsState(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IState<>));

    internal Type Of(string name) => owners[name];

    private static string NameOf(Type state) =>
        (string)
            typeof(StreamTypes)
                .GetMethod(nameof(Name), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(state)
                .Invoke(null, null)!;

    private static string Name<T>()
        where T : class, IState<T> => T.StreamType;
}
