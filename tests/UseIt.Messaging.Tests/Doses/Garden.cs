using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Messaging.Tests.Doses;

// A world in which nothing protects itself against being done twice: what the engine would lose, skip or repeat shows in the log.
public sealed record BedSown(long Sowing, bool Tended);

public sealed record BedWeeded(int Weeds);

public sealed record BedWatered(long Sowing);

public sealed record BedFed(long Sowing);

public sealed record BedHarvested(long Sowing, DateTimeOffset Ripe);

public sealed record BedDug(long Sowing);

public sealed record Bed(int Sowings, int Weeds) : IState<Bed>
{
    public static Bed Empty { get; } = new(0, 0);
    public static int SnapshotEvery => 50;

    public Bed Evolve(object fact) =>
        fact switch
        {
            BedSown => this with { Sowings = Sowings + 1 },
            BedWeeded f => this with { Weeds = Weeds + f.Weeds },
            _ => this,
        };
}

/// <summary>Sows, weeds, and when it is to be tended: waters at once, harvests when ripe, and tells the neighbours.</summary>
public sealed record SowBed(Guid BedId, long Sowing, int Weedings, bool Tended) : ICommand;

public static class SowBedHandler
{
    private static readonly TimeSpan Growing = TimeSpan.FromSeconds(2);

    public static Access Authorise() => Access.Granted;

    public static Decision Handle(SowBed command, Bed bed, DateTimeOffset now)
    {
        var facts = Enumerable.Range(1, command.Weedings).Select(i => (object)new BedWeeded(bed.Weeds % 7 + i));
        var decision = Decision.On<Bed>(command.BedId, [new BedSown(command.Sowing, command.Tended), .. facts]);
        if (!command.Tended)
            return decision;
        return decision
            .Send(new WaterBed(command.BedId, command.Sowing))
            .Send(new HarvestBed(command.BedId, command.Sowing, now + Growing), now + Growing)
            .Send(new TellNeighbours(command.Sowing));
    }
}

public sealed record WaterBed(Guid BedId, long Sowing) : ICommand;

public static class WaterBedHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(WaterBed command, Bed bed) => Decision.On<Bed>(command.BedId, new BedWatered(command.Sowing));
}

public sealed record HarvestBed(Guid BedId, long Sowing, DateTimeOffset Ripe) : ICommand;

public static class HarvestBedHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(HarvestBed command, Bed bed) =>
        Decision.On<Bed>(command.BedId, new BedHarvested(command.Sowing, command.Ripe));
}

public sealed record FeedBed(Guid BedId, long Sowing) : ICommand;

public static class FeedBedHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(FeedBed command, Bed bed) => Decision.On<Bed>(command.BedId, new BedFed(command.Sowing));
}

public sealed record TellNeighbours(long Sowing) : IEffect;

public static class TellNeighboursHandler
{
    public static void Run(TellNeighbours message, Fence fence) => fence.Say($"told {message.Sowing}");
}

/// <summary>Over it a node speaks to whoever started it; what was said is heard even when the speaker is killed right after.</summary>
public sealed class Fence(Stream output)
{
    private readonly Lock turn = new();

    public void Say(string line)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
        lock (turn)
            output.Write(bytes);
    }
}

/// <summary>Every tended sowing is answered with compost.</summary>
public sealed class Compost : Reaction
{
    public override string Name => "compost";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(BedSown) };

    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(StoredEvent e) =>
        e.Data is BedSown { Tended: true } sown ? [(new FeedBed(e.StreamId, sown.Sowing), null)] : [];
}

public sealed record BedRow(int Facts, int Weeds, long Last);

/// <summary>One row per bed; it fails, and is paused, when a fact comes twice or out of order.</summary>
public sealed class Beds : View<BedRow>
{
    public override string Name => "beds";
    public override int Shape => 1;
    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(BedSown), typeof(BedWeeded), typeof(BedWatered), typeof(BedFed), typeof(BedHarvested), typeof(BedDug) };

    public override IEnumerable<Guid> Keys(StoredEvent e) => [e.StreamId];

    public override BedRow? Apply(Guid key, BedRow? row, StoredEvent e)
    {
        row ??= new BedRow(0, 0, 0);
        if (e.Version != row.Facts + 1 || e.Position <= row.Last)
            throw new InvalidOperationException($"Fact {e.Version} of a bed came after {row.Facts}.");
        return new BedRow(row.Facts + 1, row.Weeds + (e.Data is BedWeeded w ? w.Weeds : 0), e.Position);
    }
}

public sealed record SowingRow(Guid Bed, int Watered, int Fed, int Harvested);

/// <summary>What became of each tended sowing.</summary>
public sealed class Sowings : View<SowingRow>
{
    public override string Name => "sowings";
    public override int Shape => 1;
    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(BedSown), typeof(BedWatered), typeof(BedFed), typeof(BedHarvested) };

    public override IEnumerable<Guid> Keys(StoredEvent e) =>
        e.Data switch
        {
            BedSown { Tended: true } f => [Plan.IdOf(f.Sowing)],
            BedWatered f => [Plan.IdOf(f.Sowing)],
            BedFed f => [Plan.IdOf(f.Sowing)],
            BedHarvested f => [Plan.IdOf(f.Sowing)],
            _ => [],
        };

    public override SowingRow? Apply(Guid key, SowingRow? row, StoredEvent e)
    {
        row ??= new SowingRow(e.StreamId, 0, 0, 0);
        return e.Data switch
        {
            BedWatered => row with { Watered = row.Watered + 1 },
            BedFed => row with { Fed = row.Fed + 1 },
            BedHarvested => row with { Harvested = row.Harvested + 1 },
            _ => row,
        };
    }
}

/// <summary>How often each bed was sown, written in the commit of the sowing.</summary>
public sealed class SownBeds : InlineView
{
    public override string Name => "sown_beds";
    public override int Shape => 1;
    public override string Ddl => $"create table if not exists {Table} (bed uuid primary key, sowings int not null)";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(BedSown) };

    public override void Apply(StoredEvent e, NpgsqlBatch batch) =>
        Run(batch, $"insert into {Table} values ($1, 1) on conflict (bed) do update set sowings = sown_beds_1.sowings + 1", e.StreamId);
}
