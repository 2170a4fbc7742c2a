using System.Reflection;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Finds the handlers of an assembly by convention: for a command <c>PublishTender</c> the static class <c>PublishTenderHandler</c> with
/// <c>Authorise</c> (who may), optionally <c>Load</c> (the only I/O), and <c>Handle</c> (pure). A parameter of a state type is the stream
/// named by the command's property of that parameter's name and <c>Id</c>; further parameters are the command, <see cref="Actor"/>,
/// <see cref="DateTimeOffset"/> now, what <c>Load</c> returned, <see cref="Streams"/> and services (both in <c>Load</c> only).
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
            if (!typeof(ICommand).IsAssignableFrom(type) && !typeof(IEffect).IsAssignableFrom(type))
                continue;
            var name = $"{type.FullName}Handler";
            var handler =
                type.Assembly.GetType(name) ?? throw new InvalidOperationException($"Message {type.FullName} has no handler {name}.");
            if (!messages.TryAdd(EventTypes.SnakeCase(type.Name), type))
                throw new InvalidOperationException($"Two messages are named {type.Name}.");
            if (typeof(ICommand).IsAssignableFrom(type))
                commands[type] = new CommandHandler(type, handler);
            else
                effects[type] = handler.GetMethod("Run") ?? throw new InvalidOperationException($"{name} has no static Run.");
        }
        Names = [.. messages.Keys];
        CommandNames = [.. messages.Where(m => commands.ContainsKey(m.Value)).Select(m => m.Key)];
    }

    /// <summary>Every command type.</summary>
    public IReadOnlyCollection<Type> Commands => commands.Keys;

    /// <summary>The stored names of the messages that can be handled here.</summary>
    internal string[] Names { get; }
    internal string[] CommandNames { get; }

    internal CommandHandler Of(Type command) =>
        commands.TryGetValue(command, out var handler)
            ? handler
            : throw new InvalidOperationException($"{command.FullName} is not a command with a handler.");

    internal MethodInfo EffectOf(Type message) => effects[message];

    internal Type MessageType(string alias) =>
        messages.TryGetValue(alias, out var type) ? type : throw new InvalidOperationException($"No message is named {alias} here.");

    internal bool IsEffect(Type message) => effects.ContainsKey(message);

    internal bool Knows(Type message) => commands.ContainsKey(message) || effects.ContainsKey(message);
}

/// <summary>What one attempt at a command has at hand for its handler's parameters.</summary>
internal sealed class Case(ICommand command, CommandContext context, Streams streams, CancellationToken cancel)
{
    public ICommand Command => command;
    public CommandContext Context => context;
    public Streams Streams => streams;
    public CancellationToken Cancel => cancel;
    public DateTimeOffset Now { get; set; }
    public Fold?[] States { get; set; } = [];
    public object? Loaded { get; set; }
}

/// <summary>The methods of one handler, with the source of each of their parameters looked up once.</summary>
internal sealed class CommandHandler
{
    private delegate object? Source(Case c, IServiceProvider? services);

    private readonly Func<Case, IServiceProvider?, object?>? load;
    private readonly Func<Case, IServiceProvider?, object?> authorise;
    private readonly Func<Case, IServiceProvider?, object?> handle;
    private readonly PropertyInfo? loadResult;
    private readonly List<StateParameter> states = [];

    public CommandHandler(Type command, Type handler)
    {
        var handles =
            handler.GetMethod("Handle", BindingFlags.Public | BindingFlags.Static)
            ?? throw new InvalidOperationException($"{handler.FullName} has no public static Handle.");
        if (handles.ReturnType != typeof(Decision))
            throw new InvalidOperationException($"{handler.FullName}.Handle must return a Decision.");
        var authorises =
            handler.GetMethod("Authorise", BindingFlags.Public | BindingFlags.Static)
            ?? throw new InvalidOperationException($"{handler.FullName} does not say who may do it (Authorise).");
        if (authorises.ReturnType != typeof(Access))
            throw new InvalidOperationException($"{handler.FullName}.Authorise must return an Access.");
        var loads = handler.GetMethod("Load", BindingFlags.Public | BindingFlags.Static);
        foreach (var parameter in new[] { handles, authorises, loads }.Where(m => m is not null).SelectMany(m => m!.GetParameters()))
        {
            AddState(command, parameter);
            AsksTheClock |= parameter.ParameterType == typeof(DateTimeOffset);
        }
        handle = Bind(command, handles);
        authorise = Bind(command, authorises);
        if (loads is null)
            return;
        load = Bind(command, loads);
        if (loads.ReturnType.IsGenericType && typeof(Task).IsAssignableFrom(loads.ReturnType))
            loadResult = loads.ReturnType.GetProperty(nameof(Task<>.Result));
    }

    public IReadOnlyList<StateParameter> States => states;

    /// <summary>Whether any of its methods wants to know what time it is.</summary>
    public bool AsksTheClock { get; }

    public Access Authorise(Case c) => (Access)authorise(c, null)!;

    public async ValueTask LoadAsync(Case c, IServiceProvider services)
    {
        if (load is null)
            return;
        c.Loaded = load(c, services);
        if (c.Loaded is not Task task)
            return;
        await task;
        c.Loaded = loadResult?.GetValue(task);
    }

    public Decision Handle(Case c) => (Decision)handle(c, null)!;

    private void AddState(Type command, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var wrapped = IsStream(type);
        var state = wrapped ? type.GetGenericArguments()[0] : type;
        if (
            !state.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IState<>))
            || states.Any(s => s.Name == parameter.Name)
        )
            return;
        var property =
            command.GetProperties().FirstOrDefault(p => p.Name.Equals($"{parameter.Name}Id", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"{command.FullName} has no property {parameter.Name}Id for the state {parameter.Name} of its handler."
            );
        states.Add(new StateParameter(parameter.Name!, property, state, parameter.GetCustomAttribute<PeekAttribute>() is not null));
    }

    private static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Stream<>);

    private Func<Case, IServiceProvider?, object?> Bind(Type command, MethodInfo method)
    {
        var invoker = MethodInvoker.Create(method);
        var sources = method.GetParameters().Select(p => SourceOf(command, method, p)).ToArray();
        return (c, services) =>
        {
            var arguments = new object?[sources.Length];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = sources[i](c, services);
            return invoker.Invoke(null, arguments.AsSpan());
        };
    }

    private Source SourceOf(Type command, MethodInfo method, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var index = states.FindIndex(s => s.Name == parameter.Name);
        if (index >= 0)
        {
            var state = states[index];
            return IsStream(type) ? (c, _) => state.StreamOf(c.States[index]) : (c, _) => state.StateOf(c.States[index]);
        }
        if (type == command)
            return (c, _) => c.Command;
        if (type == typeof(Actor))
            return (c, _) => c.Context.Actor;
        if (type == typeof(DateTimeOffset))
            return (c, _) => c.Now;
        if (type == typeof(Streams))
            return (c, _) => c.Streams;
        if (type == typeof(CancellationToken))
            return (c, _) => c.Cancel;
        return (c, services) =>
            type.IsInstanceOfType(c.Loaded)
                ? c.Loaded
                : services?.GetService(type)
                    ?? throw new InvalidOperationException(
                        $"{method.DeclaringType!.FullName}.{method.Name} asks for {type.Name} {parameter.Name}, which is not there."
                    );
    }

    /// <summary>A state that a handler asks for: which property of the command names its stream, and how to read it.</summary>
    internal sealed class StateParameter
    {
        private readonly PropertyInfo id;
        private readonly Func<Guid, Fold> fold;
        private readonly Func<object, object> state;
        private readonly Fold none;

        public StateParameter(string name, PropertyInfo id, Type type, bool peek)
        {
            (Name, this.id, Peek) = (name, id, peek);
            fold = typeof(Fold).GetMethod(nameof(Fold.Of))!.MakeGenericMethod(type).CreateDelegate<Func<Guid, Fold>>();
            state = typeof(StateParameter)
                .GetMethod(nameof(StateIn), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type)
                .CreateDelegate<Func<object, object>>();
            none = fold(Guid.Empty);
        }

        public string Name { get; }
        public bool Peek { get; }

        public Fold? FoldFor(object command) => id.GetValue(command) is Guid stream ? fold(stream) : null;

        public object StreamOf(Fold? read) => (read ?? none).Result;

        public object StateOf(Fold? read) => state((read ?? none).Result);

        private static object StateIn<T>(object stream)
            where T : class, IState<T> => ((Stream<T>)stream).State;
    }
}
