using System.Globalization;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>What was changed, setting by setting; written with the facts, so that every node finds it at its next question.</summary>
public sealed class SettingTable : InlineView
{
    public override string Name => "running_setting";
    public override int Shape => 1;

    public override string Ddl => $"create table if not exists {Table} (setting varchar primary key, value varchar not null);";

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(SettingChanged) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is not SettingChanged f)
            return;
        if (f.Value is null)
            Run(batch, $"delete from {Table} where setting = $1", f.Setting.ToString());
        else
            Run(
                batch,
                $"insert into {Table} values ($1, $2) on conflict (setting) do update set value = excluded.value",
                f.Setting.ToString(),
                f.Value
            );
    }
}

/// <summary>
/// The settings as they stand: what was changed while the marketplace runs, else what the installation says. Each node asks again when what
/// it knows is two seconds old.
/// </summary>
public sealed class RunningSettings(Settings settings, SettingTable table, NpgsqlDataSource database) : IRateFactor
{
    private const long Kept = 2000;

    private sealed record Known(IReadOnlyDictionary<string, string> Changed, long At);

    private Known? known;

    /// <summary>What holds now, and what the installation says.</summary>
    public sealed record Standing(RunningSetting Setting, string? Now, string? Default)
    {
        public bool IsChanged => Now != Default;
    }

    public async Task<string?> ContactAsync(CancellationToken cancel) =>
        await ChangedAsync(RunningSetting.Contact, cancel) ?? settings.Contact;

    public async Task<long> StorageQuotaAsync(CancellationToken cancel) =>
        await ChangedAsync(RunningSetting.StorageMiB, cancel) is { } mib
            ? long.Parse(mib, CultureInfo.InvariantCulture) << 20
            : settings.StorageQuota;

    /// <inheritdoc/>
    public async Task<int> TimesAsync(CancellationToken cancel) =>
        await ChangedAsync(RunningSetting.RateLimits, cancel) is { } times
            ? int.Parse(times, CultureInfo.InvariantCulture)
            : settings.RateLimits;

    /// <summary>All of them, read anew.</summary>
    public async Task<IReadOnlyList<Standing>> AllAsync(CancellationToken cancel)
    {
        var changed = (await ReadAsync(cancel)).Changed;
        return
        [
            .. Enum.GetValues<RunningSetting>()
                .Select(s => new Standing(s, changed.GetValueOrDefault(s.ToString()) ?? Default(s), Default(s))),
        ];
    }

    private string? Default(RunningSetting setting) =>
        setting switch
        {
            RunningSetting.Contact => settings.Contact,
            RunningSetting.RateLimits => settings.RateLimits.ToString(CultureInfo.InvariantCulture),
            _ => (settings.StorageQuota >> 20).ToString(CultureInfo.InvariantCulture),
        };

    private async Task<string?> ChangedAsync(RunningSetting setting, CancellationToken cancel)
    {
        var standing = known;
        if (standing is null || Environment.TickCount64 - standing.At >= Kept)
            standing = await ReadAsync(cancel);
        return standing.Changed.GetValueOrDefault(setting.ToString());
    }

    private async Task<Known> ReadAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select setting, value from {table.Table}");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
            changed[reader.GetString(0)] = reader.GetString(1);
        return known = new Known(changed, Environment.TickCount64);
    }
}
