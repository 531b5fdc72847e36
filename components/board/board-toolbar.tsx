"use client";

import { Download, Rows3, Rows4, SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useState } from "react";
import { BOARD_ORDERS } from "@/lib/domain/board-order";
import type { Density } from "@/lib/i18n/locales";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Input, Select } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { type BoardFilter, chosenCount } from "./board-filter";

const TYPING_MS = 200;

/** Counts, search, order, density and export of the list. */
export function BoardToolbar(props: {
  readonly filter: BoardFilter;
  readonly onChange: (filter: BoardFilter, isStep?: boolean) => void;
  readonly open: number;
  readonly resolved: number;
  readonly query: string;
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly areFacetsShown: boolean;
  readonly onFacets: () => void;
  readonly searchField: RefObject<HTMLInputElement | null>;
}) {
  const { filter, onChange, density } = props;
  const t = useTranslations("board");
  const format = useFormat();
  const chosen = chosenCount(filter);
  const orders = BOARD_ORDERS.map((order) => ({ value: order, label: t(`by.${order}`) }));
  const Rows = density === "dense" ? Rows3 : Rows4;
  return (
    <div className="flex min-h-10 items-center gap-2 pr-5 pl-4 max-md:flex-wrap max-md:gap-1 max-md:px-2 max-md:py-1">
      <Button
        tone="ghost"
        size="sm"
        aria-expanded={props.areFacetsShown}
        onClick={props.onFacets}
        className="touch-target justify-center xl:hidden"
      >
        <SlidersHorizontal aria-hidden />
        <span className="max-md:sr-only">{chosen > 0 ? t("facet.on", { n: chosen }) : t("facet.show")}</span>
      </Button>
      <span className="quiet-bold min-w-0 truncate text-fg-2">
        {t.rich("counts", {
          open: format.count(props.open),
          resolved: format.count(props.resolved),
          b: (text) => <b>{text}</b>,
        })}
        {chosen > 0 ? <span className="text-fg-3">, {t("filtered")}</span> : null}
      </span>
      <span className="flex-1" />
      <Search filter={filter} onChange={onChange} field={props.searchField} />
      <span className="max-xl:hidden">
        <Segmented
          label={t("order")}
          value={filter.order}
          options={orders}
          onChange={(order) => onChange({ ...filter, order })}
        />
      </span>
      <Select
        aria-label={t("order")}
        value={filter.order}
        onChange={({ target }) => {
          const order = BOARD_ORDERS.find((one) => one === target.value);
          if (order) onChange({ ...filter, order });
        }}
        className="w-auto xl:hidden"
      >
        {orders.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button
        tone="ghost"
        size="icon"
        aria-pressed={density === "dense"}
        aria-label={t("dense")}
        title={t("dense")}
        onClick={() => props.onDensity(density === "dense" ? "roomy" : "dense")}
        className="max-md:hidden"
      >
        <Rows aria-hidden />
      </Button>
      <Button asChild tone="ghost" size="sm" className="touch-target">
        <a href={`/api/incidents.csv?${props.query}`} download aria-label={t("csv")} className="justify-center">
          <Download aria-hidden />
          <span className="max-md:hidden">{t("csv")}</span>
        </a>
      </Button>
    </div>
  );
}

/** Narrows the list by title, service or number while one types. */
function Search(props: {
  readonly filter: BoardFilter;
  readonly onChange: (filter: BoardFilter, isStep?: boolean) => void;
  readonly field: RefObject<HTMLInputElement | null>;
}) {
  const { filter, onChange } = props;
  const t = useTranslations("board");
  const [text, setText] = useState(filter.search);
  useEffect(() => setText(filter.search), [filter.search]);
  useEffect(() => {
    if (text.trim() === filter.search) return;
    const timer = setTimeout(() => onChange({ ...filter, search: text.trim() }, false), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, filter, onChange]);
  return (
    <Input
      ref={props.field}
      type="search"
      value={text}
      maxLength={200}
      aria-label={t("search")}
      placeholder={t("search")}
      onChange={({ target }) => setText(target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && text === "") event.currentTarget.blur();
      }}
      className="w-[190px] max-md:order-last max-md:w-full"
    />
  );
}
