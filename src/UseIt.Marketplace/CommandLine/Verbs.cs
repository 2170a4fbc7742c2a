using System.CommandLine;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Story;
using UseIt.PrivatePostgres;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// The verbs. Each is a file of this folder; without a verb the server is started. Exit code 0 is done, 1 could not be done, 2 is not a
/// command line; <see cref="Engine.NodeFence.ExitCode"/> is a node that others have shut out.
/// </summary>
public static class Verbs
{
    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The data folder of a private installation",
        Recursive = true,
    };

    /// <summary>How much of the demo story <c>serve</c> and <c>demo</c> tell.</summary>
    public static readonly Option<StorySize> Story = new("--story")
    {
        Description = "How much of the story is told: small, a few of each, or full, the whole programme",
        DefaultValueFactory = _ => StorySize.Full,
    };

    /// <summary>Whether the database is looked for in <c>ConnectionStrings__Marketplace</c>; <c>--data</c> says otherwise.</summary>
    private const string Where = """
        USE-IT! Marketplace

        Works on the database of ConnectionStrings__Marketplace, or, where that is not set or --data is given, on a private
        PostgreSQL in the data folder.
        Every verb may be used while a server runs on the same data.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(Where) { Data };
        foreach (
            var verb in new[]
            {
                Serve.Verb(),
                Migrate.Verb(),
                Demo.Verb(),
                AddUser.Verb(),
                Token.Verb(),
                Ocds.ImportVerb(),
                Ocds.ExportVerb(),
                Report.Verb(),
                Backup.Verb(),
                Restore.Verb(),
                Render.Verb(),
                RebuildView.Verb(),
                VerifyLog.Verb(),
                Readers.Verb(),
                Keys.Verb(),
                Letters.Verb(),
            }
        )
            root.Add(verb);
        Serve.AddTo(root);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message} Ask with --help.");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Explain(e) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
    }

    private static string? Explain(Exception e) =>
        e switch
        {
            CommandException => e.Message,
            PrivateClusterException or OldDatabaseException => e.Message,
            PostgresException { SqlState: "57P01" or "57P02" or "57P03" } => "The database is starting or stopping. Try again in a moment.",
            NpgsqlException { InnerException: SocketException or TimeoutException or IOException } =>
                "The database cannot be reached. Check that it runs and that ConnectionStrings__Marketplace is right.",
            NpgsqlException { InnerException: AuthenticationException } =>
                "The certificate of the database is not trusted here. Name its authority in the connection string (Root Certificate=…).",
            NpgsqlException when e.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) =>
                "The database offers no encryption. Switch it on there, or say SSL Mode=Disable in the connection string.",
            PostgresException { SqlState: "28P01" or "28000" } =>
                "The database refuses the user or password of ConnectionStrings__Marketplace.",
            PostgresException { SqlState: "3D000" } =>
                "The database named in ConnectionStrings__Marketplace does not exist. Create it first.",
            PostgresException { SqlState: "42501" } p =>
                $"The database user may not do this ({p.MessageText}). Run migrate as the database's owner.",
            OperationCanceledException => "Stopped.",
            _ => e.InnerException is { } cause ? Explain(cause) : null,
        };
}
