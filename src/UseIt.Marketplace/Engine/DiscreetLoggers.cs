using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Wolverine;
using Wolverine.Persistence.Durability;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Logs tell that something happened and to which id, never what was in it: of a line written by code that is not ours its template, ids,
/// numbers and names of types stay, and of an exception its kinds and where it was thrown. Texts go, whoever's they are.
/// </summary>
internal sealed class DiscreetLoggers(ILoggerFactory inner) : ILoggerFactory
{
    // Says where the server listens, and that it stops.
    private const string Lifetime = "Microsoft.Hosting.Lifetime";

    public static void Use(IServiceCollection services) =>
        services
            .AddLogging()
            .Replace(
                ServiceDescriptor.Singleton<ILoggerFactory>(s => new DiscreetLoggers(
                    new LoggerFactory(
                        s.GetServices<ILoggerProvider>(),
                        s.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                        s.GetRequiredService<IOptions<LoggerFactoryOptions>>()
                    )
                ))
            );

    public ILogger CreateLogger(string categoryName) => new Discreet(inner.CreateLogger(categoryName), IsOurs(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    /// <summary>What kinds of exception it is, from the outside in; never their words.</summary>
    public static string KindsOf(Exception? e)
    {
        var kinds = new List<string>();
        for (; e is not null; e = e.InnerException)
            kinds.Add(
                e switch
                {
                    PostgresException p => $"{nameof(PostgresException)} {p.SqlState}",
                    RefusedException or IDeadLetterExceptionInfo => e.Message,
                    _ => e.GetType().Name,
                }
            );
        return string.Join(" < ", kinds);
    }

    // Wolverine logs under the name of the message it carries.
    private static bool IsOurs(string category) =>
        category == Lifetime || (typeof(Message).Assembly.GetType(category) is { } type && !MessageSettings.IsMessage(type));

    private sealed class Discreet(ILogger inner, bool ours) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => ours ? inner.BeginScope(state) : null;

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // What was stopped on the way, such as a reader by a start that came to nothing, has not failed.
            if (!ours && exception is OperationCanceledException { InnerException: null })
                logLevel = LogLevel.Debug;
            if (!inner.IsEnabled(logLevel))
                return;
            if (ours && exception is null)
                inner.Log(logLevel, eventId, state, null, formatter);
            else
                inner.Log(
                    logLevel,
                    eventId,
                    Line(ours ? formatter(state, null) : Words(eventId, state), exception),
                    null,
                    (line, _) => line
                );
        }

        private static string Line(string words, Exception? exception)
        {
            if (exception is null)
                return words;
            var line = new StringBuilder(words).Append(CultureInfo.InvariantCulture, $" ({KindsOf(exception)})");
            for (var e = exception; e is not null; e = e.InnerException)
                line.AppendLine().Append(e.StackTrace);
            return line.ToString();
        }

        // A text without places to fill may have been put together from values; only a template is known to be written once and for all.
        private static string Words<TState>(EventId id, TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values || values[^1].Value is not string words)
                return id.Name ?? id.Id.ToString(CultureInfo.InvariantCulture);
            foreach (var (name, value) in values.SkipLast(1))
                words = words.Replace($"{{{name}}}", Known(value), StringComparison.Ordinal);
            return words;
        }

        private static string Known(object? value) =>
            value switch
            {
                Envelope e => $"{e.Id} of type {e.MessageType} at attempt {e.Attempts}",
                Type type => type.Name,
                Guid or Enum or bool or TimeSpan or DateTimeOffset or DateTime or int or long or short or double or decimal =>
                    Convert.ToString(value, CultureInfo.InvariantCulture)!,
                _ => "…",
            };
    }
}
