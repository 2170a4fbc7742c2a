using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Bids;

/// <summary>The store's clock, stopped at an instant of the test's choosing. For a database of its own only.</summary>
public static class FrozenClock
{
    public static async Task FreezeAsync(this MarketplaceApp app, DateTimeOffset instant)
    {
        await app.SqlAsync("create table if not exists public.frozen (one boolean primary key default true, at timestamptz not null)");
        await app.SqlAsync(
            "insert into public.frozen (at) values ($1) on conflict (one) do update set at = excluded.at",
            instant.UtcDateTime
        );
        await app.SqlAsync(
            "create or replace function events.clock() returns timestamptz language sql volatile parallel safe as $$ select at from public.frozen $$"
        );
    }
}
