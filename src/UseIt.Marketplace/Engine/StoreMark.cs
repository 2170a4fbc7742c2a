using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>What the database is for: live, demo or test. Demo data is marked for ever on everything that leaves it.</summary>
public sealed record StoreMark(string Kind)
{
    public bool IsDemo => Kind == "demo";
    public bool IsTest => Kind == "test";

    public static async Task<StoreMark> ReadAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select kind from events.mark");
        return new StoreMark((string)(await command.ExecuteScalarAsync(cancel))!);
    }
}
