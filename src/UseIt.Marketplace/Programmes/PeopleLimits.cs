using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Programmes;

/// <summary>The limits funders have set, by the codes of their programmes; the usual one for every other code.</summary>
public sealed class PeopleLimits(NpgsqlDataSource database, ProgrammeList programmes) : IPeopleLimits
{
    public async Task<IReadOnlyDictionary<string, int>> OfAsync(IReadOnlyCollection<string> codes, CancellationToken cancel)
    {
        var set = await database.RowsAsync<ProgrammeRow>(
            $"select data from {programmes.Table} where data ->> 'peopleLimit' is not null",
            [],
            cancel
        );
        return codes.ToDictionary(
            c => c,
            c => set.Where(p => p.Codes.Contains(ProgrammeEvaluation.CodeOf(c))).Max(p => p.PeopleLimit) ?? SmallNumbers.Limit
        );
    }
}
