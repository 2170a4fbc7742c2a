using System.Reflection;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using JasperFx.CodeGeneration.Model;
using JasperFx.Core.Reflection;
using Marten;
using Wolverine.Attributes;
using Wolverine.Configuration;
using Wolverine.Middleware;
using Wolverine.Persistence;
using Wolverine.Persistence.Sagas;
using Wolverine.Runtime.Handlers;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// How every command is decided: begin, load key, clock and streams in one round trip, authorise, check, <c>Load</c>, <c>Handle</c>,
/// decide, commit, answer. A handler's parameter of a state type is the stream named by the command's property of that parameter's name and
/// <c>Id</c>; further parameters are the command, <see cref="Actor"/>, <see cref="DateTimeOffset"/> now, what <c>Load</c> returned,
/// <see cref="Streams"/> and services (both in <c>Load</c> only).
/// </summary>
internal sealed class CommandPolicy : IHandlerPolicy
{
    public void Apply(IReadOnlyList<HandlerChain> chains, GenerationRules rules, IServiceContainer container)
    {
        foreach (var chain in chains.Where(c => typeof(ICommand).IsAssignableFrom(c.MessageType)))
            Apply(chain, rules, container);
    }

    private static void Apply(HandlerChain chain, GenerationRules rules, IServiceContainer container)
    {
        var handle = chain.Handlers.Single();
        var authorise =
            handle.HandlerType.GetMethod("Authorise", BindingFlags.Public | BindingFlags.Static)
            ?? throw new InvalidOperationException($"{handle.HandlerType.FullName} does not say who may do it (Authorise).");
        // Asked of the store only where what has to be read follows from the command.
        if (authorise.ReturnType != typeof(Access) && authorise.ReturnType != typeof(Task<Access>))
            throw new InvalidOperationException($"{handle.HandlerType.FullName}.Authorise must return an Access.");
        if (handle.Method.ReturnType != typeof(Decision))
            throw new InvalidOperationException($"{handle.HandlerType.FullName}.Handle must return a Decision.");

        // Said here and not left to be found out: a chain whose session is asked for by middleware alone would run and never commit.
        rules
            .PersistenceProviders()
            .Single(p => p.OwnsStorageType(typeof(IDocumentSession), container))
            .ApplyTransactionSupport(chain, container);
        chain.IsTransactional = true;
        if (TakesLongAttribute.Is(chain.MessageType))
            chain.ExecutionTimeoutInSeconds = TakesLongAttribute.Seconds;

        chain.Middleware.Add(new MethodCall(typeof(Attempt), nameof(Attempt.Begin)));
        var states = States(chain.MessageType, handle.HandlerType).ToArray();
        foreach (var state in states)
            chain.Middleware.Add(new ReadingFrame(chain.MessageType, state));
        chain.Middleware.AddRange(Stoppable(chain, rules, new MethodCall(typeof(Attempt), nameof(Attempt.LoadAsync))));
        chain.Middleware.Add(new ClockFrame());
        foreach (var state in states)
            chain.Middleware.Add(new StateFrame(state));
        chain.Middleware.Add(new MethodCall(handle.HandlerType, authorise));
        chain.Middleware.AddRange(Stoppable(chain, rules, new MethodCall(typeof(Attempt), nameof(Attempt.CheckAsync))));
        // What a handler loads itself comes here, and not before it is known who asks.
        chain.ApplyImpliedMiddlewareFromHandlers(rules);
        handle.ReturnVariable!.UseReturnAction(decision => new InOrder([
            .. Stoppable(chain, rules, new MethodCall(typeof(Attempt), nameof(Attempt.DecideAsync)) { Arguments = { [0] = decision } }),
        ]));
        chain.PostCommitPostprocessors.Add(new MethodCall(typeof(Attempt), nameof(Attempt.AnswerAsync)));
    }

    private static IEnumerable<Frame> Stoppable(IChain chain, GenerationRules rules, MethodCall call)
    {
        yield return call;
        if (rules.TryFindContinuationHandler(chain, call, out var stop))
            yield return stop!;
    }

    // In the order of Handle's parameters: If-Match is about the first.
    private static IEnumerable<StateParameter> States(Type command, Type handler)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in new[] { "Handle", "Authorise", "Load" })
        foreach (var parameter in handler.GetMethod(method, BindingFlags.Public | BindingFlags.Static)?.GetParameters() ?? [])
        {
            var type = parameter.ParameterType;
            var state = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Stream<>) ? type.GetGenericArguments()[0] : type;
            if (!StreamTypes.IsState(state) || !names.Add(parameter.Name!))
                continue;
            var id =
                command.GetProperties().FirstOrDefault(p => p.Name.Equals($"{parameter.Name}Id", StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidOperationException(
                    $"{command.FullName} has no property {parameter.Name}Id for the state {parameter.Name} of its handler."
                );
            yield return new StateParameter(parameter.Name!, state, id.Name, parameter.GetCustomAttribute<PeekAttribute>() is not null);
        }
    }

    private sealed record StateParameter(string Name, Type State, string Id, bool Peek)
    {
        public string Reading => $"{Name}Reading";
    }

    // var tenderReading = streams.Read<Tender>(closeTender.TenderId);
    private sealed class ReadingFrame(Type commandType, StateParameter state) : SyncFrame
    {
        private Variable? command,
            streams;

        public override IEnumerable<Variable> FindVariables(IMethodVariables chain)
        {
            yield return command = chain.FindVariable(commandType);
            yield return streams = chain.FindVariable(typeof(Streams));
        }

        public override void GenerateCode(GeneratedMethod method, ISourceWriter writer)
        {
            var how = state.Peek ? nameof(Streams.Peek) : nameof(Streams.Read);
            writer.Write($"var {state.Reading} = {streams!.Usage}.{how}<{state.State.FullNameInCode()}>({command!.Usage}.{state.Id});");
            Next?.GenerateCode(method, writer);
        }
    }

    // var tenderStream = tenderReading.Stream; var tender = tenderStream.State;
    private sealed class StateFrame : SyncFrame
    {
        private readonly StateParameter state;
        private readonly Variable stream,
            value;

        private static readonly HashSet<string> Keywords = ["case", "event", "lock", "object", "operator", "params", "base", "default"];

        public StateFrame(StateParameter state)
        {
            this.state = state;
            stream = new Variable(typeof(Stream<>).MakeGenericType(state.State), state.Name, this);
            stream.OverrideName($"{state.Name}Stream");
            value = new Variable(state.State, state.Name, this);
            // A case of support is called case, which C# wants written with a sign before it.
            if (Keywords.Contains(state.Name))
                value.OverrideName($"@{state.Name}");
        }

        public override void GenerateCode(GeneratedMethod method, ISourceWriter writer)
        {
            writer.Write($"var {stream.Usage} = {state.Reading}.{nameof(Reading<>.Stream)};");
            writer.Write($"var {value.Usage} = {stream.Usage}.{nameof(Stream<>.State)};");
            Next?.GenerateCode(method, writer);
        }
    }

    // var now = attempt.Now;
    private sealed class ClockFrame : SyncFrame
    {
        private readonly Variable now;
        private Variable? attempt;

        public ClockFrame() => now = new Variable(typeof(DateTimeOffset), "now", this);

        public override IEnumerable<Variable> FindVariables(IMethodVariables chain)
        {
            yield return attempt = chain.FindVariable(typeof(Attempt));
        }

        public override void GenerateCode(GeneratedMethod method, ISourceWriter writer)
        {
            writer.Write($"var {now.Usage} = {attempt!.Usage}.{nameof(Attempt.Now)};");
            Next?.GenerateCode(method, writer);
        }
    }

    private sealed class InOrder(params Frame[] frames) : CompositeFrame(frames)
    {
        protected override void generateCode(GeneratedMethod method, ISourceWriter writer, Frame inner) =>
            inner.GenerateCode(method, writer);
    }
}
