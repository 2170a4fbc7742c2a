using UseIt.Benchmarks;

return Templates.Run() ? 0 : 1;
