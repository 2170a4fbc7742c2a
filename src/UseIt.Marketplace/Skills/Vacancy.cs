using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Skills;

public sealed record Vacancy(VacancyPosted? Posted, bool Closed) : IState<Vacancy>
{
    public static Vacancy Empty { get; } = new(null, false);

    public bool IsOpen => Posted is not null && !Closed;

    public Vacancy Evolve(object fact) =>
        fact switch
        {
            VacancyPosted e => this with { Posted = e },
            VacancyClosed => this with { Closed = true },
            _ => this,
        };
}
