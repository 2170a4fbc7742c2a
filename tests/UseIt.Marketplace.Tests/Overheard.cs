using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace UseIt.Marketplace.Tests;

/// <summary>All that a host says in its log, with what was thrown.</summary>
internal sealed class Overheard : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>What is said at warning level and above.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var line = $"{formatter(state, exception)} {exception}";
        Lines.Enqueue(line);
        if (logLevel >= LogLevel.Warning)
            Errors.Enqueue(line);
    }

    public void Dispose() { }
}
