using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using Npgsql;
using UseIt.EventStore;

namespace UseIt.Marketplace.Commands;

/// <summary>The verbs. Each is a file of this folder; without a verb the server is started.</summary>
public static class CommandLine
{
    public static readonly Option<string?> Data = new("--data") { Description = "The data folder of a private installation", Recursive = true };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("USE-IT! Marketplace") { Data };
        foreach (var verb in new[] { Serve.Verb(), Migrate.Verb(), Token.Verb(), Report.Verb() }) root.Add(verb);
        Serve.AddTo(root);
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Explain(e) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
    }

    private static string? Explain(Exception e) => e switch
    {
        CommandException => e.Message,
        PrivateClusterException => e.Message,
        NpgsqlException { InnerException: SocketException } or NpgsqlException { InnerException: TimeoutException } => "The database cannot be reached. Check that it runs and that ConnectionStrings__Marketplace is right.",
        PostgresException { SqlState: "28P01" or "28000" } => "The database refuses the user or password of ConnectionStrings__Marketplace.",
        PostgresException { SqlState: "3D000" } => "The database named in ConnectionStrings__Marketplace does not exist. Create it first.",
        PostgresException { SqlState: "42501" } p => $"The database user may not do this ({p.MessageText}). Run migrate as the database's owner.",
        OperationCanceledException => "Stopped.",
        _ => null
    };
}
