using System.Reflection;
using System.Text.Json;
using JasperFx;
using JasperFx.CodeGeneration;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;
using Wolverine.Runtime;
using Wolverine.Util;

namespace UseIt.Marketplace.Engine;

/// <summary>How Wolverine carries commands and messages.</summary>
internal static class MessageSettings
{
    public const string Schema = "wolverine";

    private const string Commands = "commands";
    private const string Effects = "effects";
    private const string SlowEffects = "slow_effects";
    private const int EffectsAtOnce = 8;

    // In a race somebody wins each time: the others come again at once, then a little later.
    private static readonly TimeSpan[] Soon = [.. new[] { 2, 4, 8, 16, 32, 64, 100, 100, 100, 100, 100 }.Select(Milliseconds)];

    // One count of attempts serves all rules, so each rule must go on where another ends.
    private static readonly TimeSpan[] Later =
    [
        .. new[] { 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 30, 30, 30, 30, 60, 60, 120, 120, 300, 300, 900, 900, 1800, 3600 }.Select(Seconds),
    ];

    // Once: Wolverine keeps the ways of naming in one list for the whole process, and two hosts that start at the same time would both
    // be changing it.
    static MessageSettings() => WolverineMessageNaming.InsertFirst<MessageNames>();

    public static void Configure(WolverineOptions options, IReadOnlyCollection<Assembly> assemblies, DurabilityMode mode)
    {
        options.ApplicationAssembly = assemblies.First();
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        options.AutoBuildMessageStorageOnStartup = AutoCreate.None;
        options.Discovery.DisableConventionalDiscovery();
        Type[] messages = [.. assemblies.SelectMany(a => a.GetTypes()).Where(IsMessage)];
        foreach (var message in messages)
        {
            options.Discovery.IncludeType(HandlerOf(message));
            options.RegisterMessageType(message);
        }
        options.UseSystemTextJsonForSerialization(json => Copy(EventJson.Options, json));
        options.PublishMessagesTo(Commands, Environment.ProcessorCount * 2, messages.Where(Is<ICommand>));
        options.PublishMessagesTo(Effects, EffectsAtOnce, messages.Where(m => Is<IEffect>(m) && !Is<ISlowEffect>(m)));
        options.PublishMessagesTo(SlowEffects, EffectsAtOnce, messages.Where(Is<ISlowEffect>));
        options.Policies.UseDurableLocalQueues();
        // What failed is told by ourselves, without what it held.
        options.Policies.MessageFailureLogLevel(LogLevel.None);
        options.Tracking.RecordExceptionsOnSpans = false;
        options.Policies.Add<CommandPolicy>();
        options.Policies.Add<EffectPolicy>();
        options.Policies.Add(new EveryMessagePolicy(messages));
        options.UnknownMessageBehavior = UnknownMessageBehavior.DeadLetterQueue;

        var durability = options.Durability;
        durability.Mode = mode;
        durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(250);
        durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(100);
        durability.DurabilityMetricsEnabled = false;
        durability.DeadLetterQueueExpirationEnabled = false;
        if (mode == DurabilityMode.Balanced)
        {
            // Nodes find each other, and what another has left, within seconds. Who stands still, the fence says before Wolverine would.
            durability.HealthCheckPollingTime = durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(1);
            durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(500);
            durability.OrphanedMessageSweepPollingTime = durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(2);
            durability.StaleNodeTimeout = TimeSpan.FromSeconds(30);
            // What is stale the fence has made so: there is nothing to be observed twice.
            durability.StaleNodeEjectionThreshold = 1;
        }

        options.Policies.OnException<HandledBeforeException>().Discard();
        options
            .Policies.OnException<RefusedException>()
            .Or<ReservationTakenException>()
            .Or<NotProvenException>()
            .ContinueWith(new SettingAside());
        options
            .Policies.OnException<StreamConflictException>()
            .Or<KeyInUseException>()
            .RetryWithCooldown(Soon)
            .Then.ScheduleRetry(Later[..12])
            .And(TellAsync)
            .Then.ContinueWith(new SettingAside());
        options.Policies.OnAnyException().ScheduleRetry(Later).WithBoundedJitter(0.4).And(TellAsync).Then.ContinueWith(new SettingAside());
    }

    private static ValueTask TellAsync(IWolverineRuntime runtime, IEnvelopeLifecycle message, Exception e)
    {
        runtime.Services.GetService<OutOfSpace>()?.Look(e);
        var envelope = message.Envelope!;
        runtime
            .LoggerFactory.CreateLogger(typeof(MessageSettings))
            .LogWarning(
                "Message {Id} of type {Type} failed ({Kind}) at attempt {Attempt}.",
                envelope.Id,
                envelope.MessageType,
                DiscreetLoggers.KindsOf(e),
                envelope.Attempts
            );
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether it is something that is sent.</summary>
    public static bool IsMessage(Type type) =>
        type is { IsClass: true, IsAbstract: false } && (typeof(ICommand).IsAssignableFrom(type) || typeof(IEffect).IsAssignableFrom(type));

    /// <summary>The static class that handles it: of the same name with <c>Handler</c> appended.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it has no <c>Handle</c>.</exception>
    public static Type HandlerOf(Type message)
    {
        var name = $"{message.FullName}Handler";
        var handler =
            message.Assembly.GetType(name) ?? throw new InvalidOperationException($"Message {message.FullName} has no handler {name}.");
        return handler.GetMethod("Handle", BindingFlags.Public | BindingFlags.Static) is null
            ? throw new InvalidOperationException($"{name} has no public static Handle.")
            : handler;
    }

    private static bool Is<T>(Type message) => typeof(T).IsAssignableFrom(message);

    private static void PublishMessagesTo(this WolverineOptions options, string queue, int atOnce, IEnumerable<Type> messages)
    {
        options.Publish(p =>
        {
            foreach (var message in messages)
                p.Message(message);
            p.ToLocalQueue(queue).MaximumParallelMessages(atOnce);
        });
    }

    private static void Copy(JsonSerializerOptions from, JsonSerializerOptions to)
    {
        to.PropertyNamingPolicy = from.PropertyNamingPolicy;
        to.DefaultIgnoreCondition = from.DefaultIgnoreCondition;
        to.Encoder = from.Encoder;
        to.RespectNullableAnnotations = from.RespectNullableAnnotations;
        to.MaxDepth = from.MaxDepth;
        foreach (var converter in from.Converters)
            to.Converters.Add(converter);
    }

    private static TimeSpan Milliseconds(int n) => TimeSpan.FromMilliseconds(n);

    private static TimeSpan Seconds(int n) => TimeSpan.FromSeconds(n);
}
