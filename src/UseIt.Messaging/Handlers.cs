using System.Reflection;
using UseIt.EventStore;

namespace UseIt.Messaging;

/// <summary>
/// Finds the handlers of an assembly by convention: for a command <c>PublishTender</c> the static class <c>PublishTenderHandler</c> with
/// <c>Authorise</c> (who may), optionally <c>Load</c> (the only I/O), and <c>Handle</c> (pure). A parameter of a state type is the stream named by the
/// command's property of that parameter's name and <c>Id</c>; further parameters are the command, <see cref="Actor"/>, <see cref="DateTimeOffset"/> now,
/// what <c>Load</c> returned, <see cref="Streams"/> and services (both in <c>Load</c> only).
/// </summary>
public sealed class Handlers
{
    private readonly Dictionary<Type, CommandHandler> commands = [];
    private readonly Dictionary<Type, MethodInfo> effects = [];
    private readonly Dictionary<string, Type> messages = new(StringComparer.Ordinal);

    /// <summary>Reads all commands and effects of the assemblies.</summary>
    /// <exception cref="InvalidOperationException">A message has no handler, or a handler does not follow the convention.</exception>
    public Handlers(params IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false }))
        {
            if (!typeof(ICommand).IsAssignableFrom(type) && !typeof(IEffect).IsAssignableFrom(type)) continue;
            var name = $"{type.FullName}Handler";
            var handler = type.Assembly.GetType(name) ?? throw new InvalidOperationException($"Message {type.FullName} has no handler {name}.");
            if (!messages.TryAdd(EventTypes.SnakeCase(type.Name), type)) throw new InvalidOperationException($"Two messages are named {type.Name}.");
            if (typeof(ICommand).IsAssignableFrom(type)) commands[type] = new CommandHandler(type, handler);
            else effects[type] = handler.GetMethod("Run") ?? throw new InvalidOperationException($"{name} has no static Run.");
        }
    }

    /// <summary>Every command type.</summary>
    public IReadOnlyCollection<Type> Commands => commands.Keys;

    internal CommandHandler Of(Type command) => commands.TryGetValue(command, out var handler) ? handler : throw new InvalidOperationException($"{command.FullName} is not a command with a handler.");
    internal MethodInfo EffectOf(Type message) => effects[message];
    internal Type MessageType(string alias) => messages.TryGetValue(alias, out var type) ? type : throw new InvalidOperationException($"No message is named {alias} here.");
    internal bool IsEffect(Type message) => effects.ContainsKey(message);
    internal bool Knows(Type message) => commands.ContainsKey(message) || effects.ContainsKey(message);
}

internal sealed class CommandHandler
{
    private readonly Method? load;
    private readonly Method authorise;
    private readonly Method handle;
    private readonly List<StateParameter> states = [];

    public CommandHandler(Type command, Type handler)
    {
        var handles = handler.GetMethod("Handle", BindingFlags.Public | BindingFlags.Static) ?? throw new InvalidOperationException($"{handler.FullName} has no public static Handle.");
        if (handles.ReturnType != typeof(Decision)) throw new InvalidOperationException($"{handler.FullName}.Handle must return a Decision.");
        var authorises = handler.GetMethod("Authorise", BindingFlags.Public | BindingFlags.Static) ?? throw new InvalidOperationException($"{handler.FullName} does not say who may do it (Authorise).");
        if (authorises.ReturnType != typeof(Access)) throw new InvalidOperationException($"{handler.FullName}.Authorise must return an Access.");
        var loads = handler.GetMethod("Load", BindingFlags.Public | BindingFlags.Static);
        foreach (var parameter in new[] { handles, authorises, loads }.Where(m => m is not null).SelectMany(m => m!.GetParameters())) AddState(command, parameter);
        handle = new Method(handles);
        authorise = new Method(authorises);
        load = loads is null ? null : new Method(loads);
    }

    public IReadOnlyList<StateParameter> States => states;

    public Access Authorise(IReadOnlyDictionary<Type, object> values) => (Access)authorise.Invoke(values, states, null)!;

    public async Task<object?> LoadAsync(IReadOnlyDictionary<Type, object> values, IServiceProvider services)
    {
        if (load is null) return null;
        var result = load.Invoke(values, states, services);
        if (result is not Task task) return result;
        await task;
        return task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);
    }

    public Decision Handle(IReadOnlyDictionary<Type, object> values) => (Decision)handle.Invoke(values, states, null)!;

    private void AddState(Type command, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var wrapped = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Stream<>);
        var state = wrapped ? type.GetGenericArguments()[0] : type;
        if (!state.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IState<>)) || states.Any(s => s.Name == parameter.Name)) return;
        var property = command.GetProperties().FirstOrDefault(p => p.Name.Equals($"{parameter.Name}Id", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"{command.FullName} has no property {parameter.Name}Id for the state {parameter.Name} of its handler.");
        states.Add(new StateParameter(parameter.Name!, property, state, parameter.GetCustomAttribute<PeekAttribute>() is not null));
    }

    internal sealed record StateParameter(string Name, PropertyInfo Id, Type State, bool Peek)
    {
        private readonly MethodInfo fold = typeof(Fold).GetMethod(nameof(EventStore.Fold.Of))!.MakeGenericMethod(State);

        public Fold? FoldFor(object command) => Id.GetValue(command) is Guid id ? (Fold)fold.Invoke(null, [id])! : null;
        public object Empty => State.GetProperty("Empty", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }

    /// <summary>The states by parameter name, beside the values by type.</summary>
    internal sealed class Named : Dictionary<string, object>;

    private sealed class Method(MethodInfo method)
    {
        private readonly ParameterInfo[] parameters = method.GetParameters();
        private readonly MethodInvoker invoker = MethodInvoker.Create(method);

        public object? Invoke(IReadOnlyDictionary<Type, object> values, List<StateParameter> states, IServiceProvider? services)
        {
            var arguments = new object?[parameters.Length];
            for (var i = 0; i < arguments.Length; i++) arguments[i] = Argument(parameters[i], values, states, services);
            return invoker.Invoke(null, arguments.AsSpan());
        }

        private object? Argument(ParameterInfo parameter, IReadOnlyDictionary<Type, object> values, List<StateParameter> states, IServiceProvider? services)
        {
            if (states.Any(s => s.Name == parameter.Name))
            {
                var stream = ((Named)values[typeof(Named)])[parameter.Name!];
                return parameter.ParameterType.IsInstanceOfType(stream) ? stream : stream.GetType().GetProperty("State")!.GetValue(stream);
            }
            if (values.TryGetValue(parameter.ParameterType, out var value)) return value;
            var loaded = values.Values.FirstOrDefault(parameter.ParameterType.IsInstanceOfType);
            if (loaded is not null) return loaded;
            return services?.GetService(parameter.ParameterType)
                ?? throw new InvalidOperationException($"{method.DeclaringType!.FullName}.{method.Name} asks for {parameter.ParameterType.Name} {parameter.Name}, which is not there.");
        }
    }
}
